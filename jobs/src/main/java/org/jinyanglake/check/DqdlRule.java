package org.jinyanglake.check;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.checks.Check;
import com.amazon.deequ.checks.CheckWithLastConstraintFilterable;
import com.amazon.deequ.dqdl.model.CompositeExecutableRule;
import com.amazon.deequ.dqdl.model.DeequExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.dqdl.model.UnsupportedExecutableRule;
import com.amazon.deequ.dqdl.translation.DQDLRuleTranslator$;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.DqdlParser;
import org.jinyanglake.contract.FunctionalDependency;
import org.jinyanglake.contract.Rule;
import scala.Option;
import scala.collection.JavaConverters;
import software.amazon.glue.dqdl.exception.InvalidDataQualityRulesetException;
import software.amazon.glue.dqdl.model.DQRule;

/**
 * A rule of a contract as deequ reads it.
 *
 * @param order its place in the contract, from 0
 * @param executable deequ's translation; an {@link UnsupportedExecutableRule} with the reason if
 *     the text is not DQDL or deequ cannot evaluate it
 */
record DqdlRule(int order, Rule rule, ExecutableRule executable) {

  /**
   * A rule of a contract.
   *
   * @param names the columns of the contract, which some rules mean by naming none
   */
  static DqdlRule of(int order, Rule rule, List<String> names) {
    return new DqdlRule(
        order,
        rule,
        rule.measure()
            .<ExecutableRule>map(OdcsRule::new)
            .orElseGet(() -> translate(rule.dqdl(), names)));
  }

  /** The same rule, known to be impossible to evaluate. */
  DqdlRule failing(String reason) {
    return new DqdlRule(order, rule, unsupported(executable.dqRule(), reason));
  }

  /** The same rule, of which what it compares with has no data. */
  DqdlRule without(DatasetName other) {
    return new DqdlRule(order, rule, new AbsentRule(executable.dqRule(), other));
  }

  /** The rules of which a composite rule is made; of any other rule, itself. */
  List<ExecutableRule> leaves() {
    return leaves(executable).toList();
  }

  private static ExecutableRule translate(String dqdl, List<String> names) {
    try {
      List<DQRule> rules = DqdlParser.parse(dqdl);
      if (rules.size() != 1) {
        return unsupported(null, "is not one DQDL rule but " + rules.size());
      }
      if (rules.get(0).getRuleType().equals(FunctionalDependency.KIND)) {
        return new DependencyRule(rules.get(0));
      }
      ExecutableRule rule =
          completed(
              DQDLRuleTranslator$.MODULE$.toExecutableRule(DqdlParser.named(rules.get(0), names)));
      leaves(rule).flatMap(Counterparts::needed).forEach(Objects::requireNonNull);
      return rule;
    } catch (InvalidDataQualityRulesetException | RuntimeException e) {
      // Nothing but the rule's own text has been read yet, so the message quotes no data.
      return unsupported(null, "is not valid DQDL: " + e.getMessage());
    }
  }

  /**
   * deequ 2.1.0 forgets that every part of a primary key of several columns must be complete; this
   * adds it.
   */
  private static ExecutableRule completed(ExecutableRule rule) {
    if (rule instanceof CompositeExecutableRule composite) {
      return composite.copy(
          composite.dqRule(),
          JavaConverters.asScalaBuffer(
              JavaConverters.seqAsJavaList(composite.nestedRules()).stream()
                  .map(DqdlRule::completed)
                  .toList()),
          composite.operator());
    }
    if (!(rule instanceof DeequExecutableRule key)
        || !key.dqRule().getRuleType().equals("IsPrimaryKey")
        || columns(key).size() < 2) {
      return rule;
    }
    String where = key.dqRule().getWhereClause();
    Check check = key.check();
    for (String column : columns(key)) {
      CheckWithLastConstraintFilterable complete =
          check.isComplete(column, Option.empty(), Option.empty());
      check = where == null ? complete : complete.where(where);
    }
    return key.copy(key.dqRule(), check, key.deequMetricMappings());
  }

  private static UnsupportedExecutableRule unsupported(DQRule rule, String reason) {
    return new UnsupportedExecutableRule(rule, Option.apply(reason));
  }

  private static Stream<ExecutableRule> leaves(ExecutableRule rule) {
    return rule instanceof CompositeExecutableRule composite
        ? JavaConverters.seqAsJavaList(composite.nestedRules()).stream().flatMap(DqdlRule::leaves)
        : Stream.of(rule);
  }

  /** The analyzers that a leaf needs; none if deequ evaluates it by other means. */
  static List<Analyzer<?, ?>> analyzers(ExecutableRule leaf) {
    return leaf instanceof DeequExecutableRule rule
        ? List.copyOf(JavaConverters.setAsJavaSet(rule.check().requiredAnalyzers()))
        : List.of();
  }

  /** The columns that a rule names as its targets, in its order. */
  static List<String> columns(ExecutableRule leaf) {
    if (leaf instanceof OdcsRule measured) {
      return measured.measure().columns();
    }
    if (Membership.of(leaf).isPresent()) {
      return Membership.of(leaf).get().reference().own();
    }
    if (leaf.dqRule() == null || leaf.dqRule().getParameters() == null) {
      return List.of();
    }
    return leaf.dqRule().getParameters().entrySet().stream()
        .filter(parameter -> parameter.getKey().startsWith("TargetColumn"))
        .map(java.util.Map.Entry::getValue)
        .toList();
  }

  /** The columns that the rule and all rules it is made of name. */
  List<String> columns() {
    return leaves().stream().flatMap(leaf -> columns(leaf).stream()).distinct().toList();
  }
}
