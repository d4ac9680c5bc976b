package org.jinyanglake.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.pipeline.Preview;
import org.jinyanglake.release.AttackResult;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Check;
import org.jinyanglake.utility.Bar;
import org.jinyanglake.utility.Marginal;
import org.jinyanglake.utility.Utility;

/**
 * How the page of a proposal says things.
 *
 * @param contract that is proposed
 */
record ProposalWords(Contract contract) {
  private static final double PER_CENT = 100;
  private static final double TENTH = 0.1;

  String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number to one digit after the point. */
  String number(double number) {
    return String.format(Locale.ROOT, "%,.1f", number);
  }

  /** Nothing is called 0 % or 100 % that is not. */
  String percent(double share) {
    double percent = share * PER_CENT;
    if (percent > 0 && percent < TENTH) {
      return "< 0.1 %";
    }
    if (percent < PER_CENT && percent > PER_CENT - TENTH) {
      return "> 99.9 %";
    }
    String text = String.format(Locale.ROOT, "%.1f", percent);
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " %";
  }

  String zone(String catalog) {
    return catalog.equals(Zone.OPEN.catalog()) ? "无条件开放" : "有条件开放";
  }

  /** The name that people know a column by, after its own. */
  String column(String name) {
    return contract.columns().stream()
        .filter(each -> each.name().equals(name))
        .map(Column::label)
        .filter(label -> !label.isEmpty())
        .findFirst()
        .map(ProposalWords::visible)
        .orElse(name);
  }

  /** Columns joined by {@code +}. */
  String columns(String names) {
    return Arrays.stream(names.split("\\+")).map(this::column).collect(Collectors.joining(" + "));
  }

  static String visible(String text) {
    return Table.visible(text).stripTrailing();
  }

  String attack(String code) {
    return switch (code) {
      case "linkage" -> "关联";
      case "checksum" -> "校验码";
      case "dictionary" -> "字典";
      case "frequency" -> "频率";
      case "averaging" -> "求平均";
      case "history" -> "历史版本";
      case "mosaic" -> "拼接";
      case "neighbours" -> "追踪令牌";
      default -> code;
    };
  }

  /** What who attacks does. */
  String attackInWords(String code) {
    return switch (code) {
      case "linkage" -> "知道某人的这些情况，去找他的那一行";
      case "checksum" -> "用校验码推算证件号被遮盖的部分";
      case "dictionary" -> "把可能的号码逐个试成令牌";
      case "frequency" -> "按出现次数猜令牌是谁";
      case "averaging" -> "把多次发布的加噪值求平均";
      case "history" -> "把同一数据的各个版本相减";
      case "mosaic" -> "与已开放的其他数据拼在一起";
      case "neighbours" -> "按令牌把同一人的各日记录连起来";
      default -> code;
    };
  }

  String attackInEnglish(String code) {
    return switch (code) {
      case "linkage" -> "knows these things of somebody and looks for the row";
      case "checksum" -> "works out the masked part of a number by its check digit";
      case "dictionary" -> "makes tokens of all numbers and compares";
      case "frequency" -> "tells tokens by how often they are there";
      case "averaging" -> "takes the mean of several noisy versions";
      case "history" -> "subtracts versions of the same data";
      case "mosaic" -> "lays it beside other open data";
      case "neighbours" -> "follows a token from day to day";
      default -> code;
    };
  }

  double rate(AttackResult attack) {
    return attack.tried() == 0 ? 0 : attack.succeeded() / (double) attack.tried();
  }

  /** An attack without a limit is for information. */
  Light light(AttackResult attack) {
    if (attack.limit() >= 1) {
      return rate(attack) > 0 ? Light.CARE : Light.GOOD;
    }
    Light rate = Light.atMost(rate(attack), attack.limit());
    // Of no number of targets is the bound 0.
    boolean unsure = attack.limit() > 0 && attack.upper() > attack.limit() + 1e-9;
    return rate == Light.GOOD && unsure ? Light.CARE : rate;
  }

  /** A condition holds unless the gate says otherwise. */
  Light light(Preview.InZone zone, Certificate.SensitiveResult condition) {
    String failure = Check.SENSITIVE.code() + " " + condition.column() + ": ";
    return zone.trial().failures().stream().anyMatch(each -> each.startsWith(failure))
        ? Light.BAD
        : Light.GOOD;
  }

  /** A chance, as {@code 1 / 5}. */
  String oneIn(long persons) {
    return persons == 0 ? "—" : "1 / " + count(persons);
  }

  Light queries(Utility utility) {
    return Light.rising(utility.queries().median(), 0.1, 0.3);
  }

  String untold(Utility.Untold why) {
    return switch (why) {
      case PSEUDONYM -> "公开的值看不出原值（令牌、遮盖等），不作比较";
      case TOO_MANY_VALUES -> "不同的值太多，不逐一比较";
      case REFUSED -> "门禁拒绝了这些行，不展示其中的值";
    };
  }

  String untoldInEnglish(Utility.Untold why) {
    return switch (why) {
      case PSEUDONYM -> "what is published does not tell the value";
      case TOO_MANY_VALUES -> "too many different values";
      case REFUSED -> "the gate refuses these rows; no value is shown";
    };
  }

  String bar(Bar bar) {
    if (bar.label().isEmpty()) {
      return bar.labels() == 1 ? "未公开的值" : "其余 " + bar.labels() + " 个";
    }
    return bar.label().equals("null")
        ? "（空）"
        : bar.label().equals("*") ? "（隐去）" : visible(bar.label());
  }

  /** A figure of a bar, or why there is none. */
  String rows(Bar bar, Long rows, int k) {
    return switch (bar.hidden()) {
      case NO -> count(rows);
      case SMALL -> bar.labels() == 1 ? "< " + k : "不显示";
      case BESIDE -> "不显示";
    };
  }

  /** The length of a bar, in per cent of the longest one of the chart. */
  String length(Marginal marginal, Long rows) {
    long longest = 1;
    for (Bar each : marginal.bars()) {
      if (each.labels() > 1) {
        continue; // the rest would make all others short
      }
      longest = Math.max(longest, each.before() == null ? 0 : each.before());
      longest = Math.max(longest, each.after() == null ? 0 : each.after());
    }
    return length(rows == null ? 0 : rows / (double) longest);
  }

  String length(double share) {
    return String.format(Locale.ROOT, "%.1f%%", PER_CENT * Math.min(1, Math.max(0, share)));
  }

  boolean hasHidden(Preview.InZone zone) {
    return zone.utility().marginals().stream()
        .flatMap(each -> each.bars().stream())
        .anyMatch(each -> each.hidden() != Bar.Hidden.NO);
  }
}
