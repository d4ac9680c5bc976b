package org.jinyanglake.portal;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Withdrawn;

/** How the pages say things in Chinese. */
final class Wording {
  private static final Map<String, String> LEVELS =
      Map.of(
          "street",
          "街道",
          "district",
          "区县",
          "city",
          "全市",
          "chapter",
          "章",
          "sector",
          "产业",
          "size",
          "规模",
          "kind",
          "类别");
  private static final Map<String, String> UNITS =
      Map.of("hour", "小时", "day", "日", "month", "月", "year", "年");

  private Wording() {}

  static String opening(Zone zone) {
    return zone == Zone.OPEN ? "无条件开放" : "有条件开放";
  }

  /** What will become of a dataset. */
  static String announced(Publication.Announced announced, ZoneId zone) {
    String what =
        announced.retired()
            ? "本数据集停止开放"
            : switch (announced.type()) {
              case UNCONDITIONAL -> "本数据集改为无条件开放";
              case CONDITIONAL -> "本数据集改为有条件开放";
              case CLOSED -> "本数据集不再开放";
            };
    return "自 " + time(announced.from(), zone) + " 起，" + what + "。";
  }

  /** Why a partition is withdrawn. */
  static String withdrawn(Withdrawn.Reason reason) {
    return switch (reason) {
      case TIGHTENED -> "开放要求已提高，原版本不再符合，暂无符合新要求的版本";
      case REVIEW -> "等待复核";
      case KEY -> "生成时所用密钥已停用";
      case SOURCE -> "来源不再提供";
      case STOPPED -> "由责任人叫停";
      case CLOSED -> "开放类型已变更，不再在此开放";
      case RETIRED -> "数据集已停用";
      case MERGED -> "并入其他分区";
    };
  }

  /** What a technique does to a value. */
  static String technique(TechniqueSpec technique) {
    Map<String, Object> options = technique.options();
    return switch (technique.name()) {
      case "keep" -> "原样发布";
      case "mask" ->
          "遮盖：%s其余以 %s 代替"
              .formatted(
                  kept("保留前 %s 位，", options.get("keepFirst"))
                      + kept("保留后 %s 位，", options.get("keepLast")),
                  options.getOrDefault("with", "*"));
      case "redact" -> "文字中的姓名、证件、电话、地址等以类别名代替";
      case "replace" -> "一律替换为「" + options.get("with") + "」";
      case "token" -> "替换为不可还原的代码，同值同码";
      case "vault" -> "替换为随机代码，同值同码";
      case "encrypt" -> "加密为同样格式的代码，同值同码";
      case "shift" -> "日期按人平移，前后不超过 " + options.get("days") + " 日，同一人的间隔不变";
      case "truncate" -> "时间只保留到" + UNITS.get(options.get("unit"));
      case "generalize" ->
          "概化到"
              + LEVELS.getOrDefault((String) options.get("level"), " " + options.get("level") + " ")
              + "一级";
      case "range" -> "归入宽度为 " + plain(options.get("width")) + " 的区间";
      case "round" -> "取整到 " + plain(options.get("to")) + " 的倍数";
      case "top" -> "高于 " + plain(options.get("at")) + " 的记为 " + plain(options.get("at"));
      case "bottom" -> "低于 " + plain(options.get("at")) + " 的记为 " + plain(options.get("at"));
      case "grid" ->
          "坐标取边长 "
              + plain(options.get("cell"))
              + ("metre".equals(options.get("unit")) ? " 米" : "")
              + " 的网格中心";
      case "centroid" -> "坐标取所在区域的代表点";
      case "microaggregate" -> "取相近的至少 " + options.get("k") + " 个数的平均值";
      case "noise" -> "加入随机误差，尺度为 " + plain(options.get("scale"));
      default -> technique.name();
    };
  }

  private static String kept(String words, Object count) {
    return count == null || count.equals(0L) ? "" : words.formatted(count);
  }

  private static String plain(Object number) {
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  /** The type of a published column. */
  static String type(Type type) {
    return switch (type.typeId()) {
      case STRING -> "文本";
      case INTEGER, LONG -> "整数";
      case FLOAT, DOUBLE -> "数值";
      case DECIMAL ->
          "数值（%d 位，小数 %d 位）"
              .formatted(
                  ((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
      case DATE -> "日期";
      case TIMESTAMP -> "时间";
      case BOOLEAN -> "是否";
      default -> type.toString();
    };
  }

  /** How often new data are due, 30 days being a month and 365 a year. */
  static String frequency(Duration every) {
    long days = every.toDays();
    if (days == 0) {
      return every.toMinutes() % 60 == 0
          ? each(every.toHours(), "小时")
          : each(every.toMinutes(), "分钟");
    }
    if (days % 365 == 0) {
      return each(days / 365, "年");
    }
    if (days % 30 == 0) {
      return each(days / 30, "月");
    }
    return days % 7 == 0 ? each(days / 7, "周") : each(days, "日");
  }

  private static String each(long count, String unit) {
    return count == 1 ? "每" + unit : "每 " + count + " " + unit;
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with at most two digits after the point. */
  static String number(BigDecimal number) {
    return new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(number);
  }

  /** A figure, or why there is none. */
  static String cell(Daily.Cell cell) {
    return cell.value() != null ? number(cell.value()) : cell.suppressed() ? "小数抑制" : "无数据";
  }

  /** How a measure changed since the day before; empty if one of the two is missing. */
  static String change(Daily.Latest latest) {
    BigDecimal now = latest.now().value();
    BigDecimal before = latest.before().value();
    if (now == null || before == null) {
      return "";
    }
    BigDecimal change = now.subtract(before);
    if (change.signum() == 0) {
      return "与前一日持平";
    }
    String share =
        before.signum() == 0
            ? ""
            : "（%+.1f%%）".formatted(100 * change.doubleValue() / Math.abs(before.doubleValue()));
    return (change.signum() > 0 ? "▲ " : "▼ ") + number(change.abs()) + share;
  }

  /** To the minute, in the given zone. */
  static String time(Instant instant, ZoneId zone) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
        .withZone(zone)
        .format(instant);
  }

  /** The beginning of a hash or a UUID, enough to tell one from another. */
  static String brief(String id) {
    int dash = id.indexOf('-');
    return id.substring(0, dash > 0 ? dash : Math.min(12, id.length()));
  }
}
