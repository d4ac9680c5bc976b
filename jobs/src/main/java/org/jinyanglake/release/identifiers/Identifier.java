package org.jinyanglake.release.identifiers;

/** The kinds of identifier that no published value may hold. */
public enum Identifier {
  /** 公民身份号码, and the permanent residence card of the same build (GB 11643-1999). */
  RESIDENT_ID("resident ID"),
  /** The resident ID of 15 digits that was issued until 1999; it has no check character. */
  RESIDENT_ID_15("15-digit resident ID"),
  /** 统一社会信用代码 (GB 32100-2015). */
  CREDIT_CODE("unified social credit code"),
  /** A mobile phone number. */
  MOBILE("mobile number"),
  /** The number of a bank card (ISO/IEC 7812). */
  BANK_CARD("bank card number"),
  /** The plate of a civil vehicle (GA 36-2018). */
  PLATE("number plate"),
  /** A vehicle identification number (GB 16735). */
  VIN("vehicle identification number"),
  /** The number of a passport, where it is called one. */
  PASSPORT("passport number"),
  /** The number of a permit for Hong Kong, Macau or Taiwan, where it is called one. */
  PERMIT("permit number"),
  /** A Hong Kong identity card. */
  HONG_KONG_ID("Hong Kong identity card number"),
  /** An address at a provider of mail at which persons have theirs. */
  EMAIL("personal mail address");

  private final String label;

  Identifier(String label) {
    this.label = label;
  }

  /** What messages call it. */
  public String label() {
    return label;
  }

  int bit() {
    return 1 << ordinal();
  }

  /** Whether {@code found}, a result of {@link IdentifierScanner}, holds this kind. */
  public boolean in(int found) {
    return (found & bit()) != 0;
  }
}
