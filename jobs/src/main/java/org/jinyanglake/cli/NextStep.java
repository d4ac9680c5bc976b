package org.jinyanglake.cli;

import java.util.Optional;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.LedgerState;

/**
 * Who has to do what now.
 *
 * @param zh in Chinese, without the command
 * @param en in English, without the command
 * @param command what to type
 */
record NextStep(String zh, String en, String command) {

  static NextStep of(LedgerState state, Contract contract) {
    String dataset = contract.dataset().toString();
    Optional<Approval> proposal =
        Optional.ofNullable(state.proposals().get(dataset))
            .filter(each -> each.contract().equals(contract.hash()));
    if (proposal.isPresent()) {
      String by = proposal.get().proposerInWords();
      return new NextStep(
          "%s 已提交；请 %s 签署".formatted(by, contract.officer()),
          "proposed by %s; next: %s signs with".formatted(by, contract.officer()),
          "lake approve " + dataset + " --key FILE");
    }
    if (state.approval(dataset, contract.hash()).isPresent()) {
      return new NextStep(
          "本版本已获批准；运行后开放到期的分区",
          "this version is approved; what is due is opened by",
          "lake run " + dataset);
    }
    return new NextStep(
        "尚未提交；先由数据管理员 %s 签署提交，再由首席数据官 %s 签署".formatted(contract.steward(), contract.officer()),
        "nothing proposed; its steward %s proposes, and then %s approves, with"
            .formatted(contract.steward(), contract.officer()),
        "lake propose " + dataset + " --key FILE");
  }

  /** In a line of text. */
  String inText() {
    return en + " " + command;
  }
}
