package org.jinyanglake.demo;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * A person who does not exist. Everything about them follows from the population's seed and their
 * number; it is computed when asked for.
 *
 * <p>Resident IDs have valid check characters, codes of the city's districts, and birth dates from
 * 1850 to 1899, so none can belong to anybody alive; hence the age is drawn by itself and has
 * nothing to do with the birth date. No two persons of a population share a resident ID, a phone or
 * a bus card.
 */
record Person(Population population, long number) {

  private static final LocalDate FIRST_BIRTH = LocalDate.of(1850, 1, 1);
  private static final int BIRTH_DAYS = 18_262;
  private static final int SERIALS = 500;

  /** Prime and coprime to every range below, so that multiplying by it permutes the range. */
  private static final long SPREAD = 39_916_801;

  /** Of a thousand persons, how many are in their first, second … tenth decade. */
  private static final int[] DECADES = {95, 100, 135, 175, 155, 150, 110, 55, 22, 3};

  private static final String PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

  /** What is drawn for a person, each with dice of its own. */
  private enum Trait {
    NAME(-1),
    SEX(-2),
    AGE(-3),
    HOME(-4),
    PLATE(-5),
    HABIT(-6);

    private final long kind;

    Trait(long kind) {
      this.kind = kind;
    }
  }

  private Dice dice(Trait trait) {
    return Dice.of(population.seed(), trait.kind, 0, number);
  }

  private long spread(long range) {
    return Math.floorMod(number * SPREAD + Math.floorMod(population.seed(), range), range);
  }

  boolean female() {
    return dice(Trait.SEX).chance(0.49);
  }

  /** Family name and one or two characters. */
  String name() {
    Dice dice = dice(Trait.NAME);
    City city = population.city();
    String name = city.surnames().pick(dice) + city.givenCharacters().pick(dice);
    return dice.chance(0.7) ? name + city.givenCharacters().pick(dice) : name;
  }

  /** In years, from 0 to 99. */
  int age() {
    Dice dice = dice(Trait.AGE);
    int left = dice.below(1000);
    int decade = 0;
    while (left >= DECADES[decade]) {
      left -= DECADES[decade++];
    }
    return decade * 10 + dice.below(10);
  }

  /** 18 characters after GB 11643; the last digit of the serial number is odd for men. */
  String residentId() {
    var districts = population.city().districts().values();
    long left = spread((long) districts.size() * BIRTH_DAYS * SERIALS);
    int serial = (int) (left % SERIALS) * 2 + (female() ? 0 : 1);
    left /= SERIALS;
    LocalDate birth = FIRST_BIRTH.plusDays(left % BIRTH_DAYS);
    String district = districts.get((int) (left / BIRTH_DAYS)).code();
    StringBuilder id = new StringBuilder(18).append(district);
    DateTimeFormatter.BASIC_ISO_DATE.formatTo(birth, id);
    Digits.append(id, serial, 3);
    return id.append(CheckCharacters.resident(id)).toString();
  }

  /** A mobile number, 11 digits. */
  String phone() {
    var prefixes = population.city().phonePrefixes();
    long left = spread(prefixes.size() * 100_000_000L);
    StringBuilder phone = new StringBuilder(11);
    phone.append(prefixes.get((int) (left / 100_000_000L)));
    return Digits.append(phone, left % 100_000_000L, 8).toString();
  }

  /** A number plate after GA 36-2018; one in six vehicles is a small one of new energy. */
  String plate() {
    Dice dice = dice(Trait.PLATE);
    StringBuilder plate = new StringBuilder(8).append(population.city().plate());
    if (dice.below(6) == 0) {
      return Digits.append(plate.append(dice.chance(0.8) ? 'D' : 'F'), dice.below(100_000), 5)
          .toString();
    }
    plate.append(PLATE_LETTERS.charAt(dice.below(PLATE_LETTERS.length())));
    return Digits.append(plate, dice.below(10_000), 4).toString();
  }

  /** A debit card: 19 digits with a valid last one. */
  String bankCard() {
    StringBuilder card = Digits.append(new StringBuilder(19).append("6222020000"), number, 8);
    return card.append(CheckCharacters.luhn(card)).toString();
  }

  /** 16 digits. */
  String busCard() {
    return Digits.append(new StringBuilder(16).append("0300"), spread(1_000_000_000_000L), 12)
        .toString();
  }

  /** Where they live. */
  City.Street street() {
    return street(dice(Trait.HOME));
  }

  private City.Street street(Dice dice) {
    return population.city().districts().pick(dice).streets().pick(dice);
  }

  /** From the district down to the door. */
  String address() {
    Dice dice = dice(Trait.HOME);
    City.Street street = street(dice);
    return street.districtName()
        + street.name()
        + population.city().estates().pick(dice)
        + dice.between(1, 24)
        + "号楼"
        + dice.between(1, 4)
        + "单元"
        + (dice.between(1, 18) * 100 + dice.between(1, 4))
        + "室";
  }

  /** One of the two bus routes that they use. */
  String route(boolean first) {
    Dice dice = dice(Trait.HABIT);
    String route = population.city().routes().pick(dice);
    return first ? route : population.city().routes().pick(dice);
  }
}
