package org.jinyanglake.quality;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.quality.Judged.Fact;
import software.amazon.glue.dqdl.model.DQRule;

/** Says who is to do what about what is found of a dataset. */
final class Remedies {
  private final Contract contract;

  Remedies(Contract contract) {
    this.contract = contract;
  }

  /** About a rule that fails. */
  Remedy failed(RuleStanding standing) {
    String dataset = contract.dataset().toString();
    if (standing.now().filter(Fact::faulty).isPresent()) {
      return new Remedy(
          contract.steward(),
          "规则本身无法判定：更正合约 " + contract.file() + " 中的这条规则",
          "the rule itself cannot be judged: correct it in " + contract.file(),
          "lake validate && lake run " + dataset);
    }
    InWords what = correct(standing.text());
    InWords again =
        contract.source() instanceof Source.Files files
            ? new InWords(
                "，重新投递到 landing/" + files.path(), ", and deliver again as landing/" + files.path())
            : new InWords(
                "（本数据集由其他数据集派生，应在来源处更正）", ", in the datasets that this one is derived from");
    InWords said = what.and(again);
    return switch (standing.rule().severity()) {
      case "ERROR" ->
          new Remedy(
              provider(contract),
              "该分区已暂缓，已开放的仍是上一个合格版本。" + said.zh(),
              "the partition is held back and the last good version stays open: " + said.en(),
              "lake run " + dataset);
      case "ROW" ->
          new Remedy(
              provider(contract),
              "不合规则的行已剔除，其余照常。" + said.zh(),
              "the rows are refused and the others go on: " + said.en(),
              "lake refused " + dataset + " --text");
      default ->
          new Remedy(
              provider(contract),
              "仅作提示，不影响开放。核实；若不属实，" + said.zh(),
              "a warning, which holds nothing back: look into it; if it is wrong, " + said.en(),
              "lake check " + dataset);
    };
  }

  /** About a rule that the newest data were not judged by. */
  Remedy unjudged() {
    return new Remedy(
        contract.steward(),
        "合约中的这条规则尚未用于最新数据：运行检查",
        "the newest data were not judged by this rule yet: run the check",
        "lake run " + contract.dataset() + " --only check");
  }

  /** About data that are late. */
  Remedy late() {
    String path = contract.source() instanceof Source.Files files ? files.path() : "";
    return new Remedy(
        provider(contract),
        "投递到 landing/" + path + "；若约定已变，更正合约的 slaProperties",
        "deliver as landing/" + path + ", or correct slaProperties in the contract",
        "lake run " + contract.dataset());
  }

  /** About rows that collection refused. */
  Remedy collection() {
    return new Remedy(
        provider(contract),
        "按合约的格式更正被拒的行，以 .repaired.csv 结尾的文件重新投递",
        "correct the rows and deliver them in a file whose name ends in .repaired.csv",
        "lake refused " + contract.dataset() + " --csv repair.csv");
  }

  /** About a file that was refused as a whole. */
  Remedy file(FileState.Outcome outcome) {
    InWords what =
        outcome == FileState.Outcome.CHANGED
            ? new InWords("把新内容放入另一个文件名的文件投递", "deliver what is new in a file of another name")
            : new InWords("更正文件后重新投递", "correct the file and deliver it again");
    return new Remedy(provider(contract), what.zh(), what.en(), "lake run " + contract.dataset());
  }

  /** Who provides the data, by the contract. */
  static String provider(Contract contract) {
    return contract.provider().isEmpty() ? contract.tenant() : contract.provider();
  }

  private InWords correct(RuleText text) {
    if (text.library().isPresent()) {
      return text.library().get().correct(this::label);
    }
    List<DQRule> leaves = text.leaves();
    if (leaves.size() != 1) {
      return new InWords("核对并更正不符合规则的数据", "correct what does not satisfy the rule");
    }
    DQRule rule = leaves.get(0);
    String zh = RuleText.columns(rule).stream().map(this::label).collect(Collectors.joining("、"));
    String en = String.join(", ", RuleText.columns(rule));
    DqdlCondition bound = DqdlCondition.of(rule.getCondition());
    return switch (rule.getRuleType()) {
      case "IsComplete", "Completeness" -> new InWords("补全" + zh, "fill in " + en);
      case "IsUnique", "IsPrimaryKey", "Uniqueness", "UniqueValueRatio" ->
          new InWords(zh + "重复或为空的行只留正确的一行", "deliver each " + en + " once, and none without");
      case "RowCount" -> new InWords("补齐应有的行", "deliver all rows that there should be");
      case "ColumnValues" ->
          bound.isList()
              ? new InWords(zh + "只用规定的值", "use only the listed values in " + en)
              : bound.isPattern()
                  ? new InWords("按规定的格式填写" + zh, "write " + en + " in the required form")
                  : new InWords(
                      "更正" + zh + "中超出范围的值", "correct the values of " + en + " out of range");
      case "ColumnLength", "ColumnDataType" ->
          new InWords("按规定的长度、类型填写" + zh, "write " + en + " in the required length and type");
      case "DataFreshness" -> new InWords("投递最新数据", "deliver the newest data");
      case "DetectAnomalies" ->
          new InWords("核实数值是否属实；不属实则更正", "check whether it is so; if not, correct it");
      default ->
          Set.of("ReferentialIntegrity", "RowCountMatch", "DatasetMatch", "AggregateMatch")
                  .contains(rule.getRuleType())
              ? new InWords(
                  "与对照的数据集核对，更正不一致处", "compare with the other dataset and correct what differs")
              : new InWords("核对并更正不符合规则的数据", "correct what does not satisfy the rule");
    };
  }

  private String label(String column) {
    return contract.columns().stream()
        .filter(each -> each.name().equals(column))
        .map(each -> "「" + each.label() + "」")
        .findFirst()
        .orElse("「" + column + "」");
  }
}
