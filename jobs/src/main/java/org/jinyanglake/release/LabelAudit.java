package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Looks at every line of a recoding: can what is published stand for what was there? */
final class LabelAudit implements FlatMapFunction<Iterator<Row>, Tuple2<String, long[]>> {

  private static final long serialVersionUID = 1;

  private final List<Form> forms;

  private LabelAudit(List<Form> forms) {
    this.forms = List.copyOf(forms);
  }

  /**
   * The number of wrong labels of each quasi-identifier, in their order, by partition.
   *
   * @param forms of the quasi-identifiers, in their order
   */
  static Map<String, long[]> of(
      Gate.Staged staged, List<String> quasiIdentifiers, List<Form> forms) {
    Dataset<Row> recoding = staged.recoding().orElseThrow();
    List<Column> selected = new ArrayList<>();
    selected.add(Recount.partition(recoding, Gate.partitionNames(staged.contract())));
    selected.add(recoding.col(Gate.WITHHELD));
    for (String name : quasiIdentifiers) {
      selected.add(recoding.col(name));
      selected.add(recoding.col(Gate.RELEASED + name));
    }
    Map<String, long[]> wrong = new HashMap<>();
    recoding
        .select(selected.toArray(Column[]::new))
        .javaRDD()
        .mapPartitions(new LabelAudit(forms))
        .collect()
        .forEach(
            found ->
                wrong.merge(
                    found._1(),
                    found._2(),
                    (a, b) -> {
                      for (int i = 0; i < a.length; i++) {
                        a[i] += b[i];
                      }
                      return a;
                    }));
    return wrong;
  }

  @Override
  public Iterator<Tuple2<String, long[]>> call(Iterator<Row> rows) {
    Map<String, long[]> wrong = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (!row.isNullAt(1) && row.getBoolean(1)) {
        continue;
      }
      long[] counts = wrong.computeIfAbsent(row.getString(0), key -> new long[forms.size()]);
      for (int i = 0; i < forms.size(); i++) {
        if (!forms.get(i).covers(row.get(2 + 2 * i), row.get(3 + 2 * i))) {
          counts[i]++;
        }
      }
    }
    return wrong.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .iterator();
  }
}
