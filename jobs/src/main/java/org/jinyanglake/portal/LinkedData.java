package org.jinyanglake.portal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jinyanglake.contract.Column;

/**
 * What is published, for machines: the W3C's Data Catalog Vocabulary (DCAT 3) for other catalogues,
 * with the European Union's terms for access and frequency, and schema.org for search engines.
 */
final class LinkedData {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String TERMS = "http://publications.europa.eu/resource/authority/";
  private static final String ADMS = "http://purl.org/adms/status/";
  private static final Map<Long, String> FREQUENCIES =
      Map.of(1L, "DAILY", 7L, "WEEKLY", 30L, "MONTHLY", 90L, "QUARTERLY", 365L, "ANNUAL");

  private LinkedData() {}

  /** The DCAT catalogue; its links are relative to the folder in which it lies. */
  static ObjectNode catalog(String title, List<Publication> publications, Instant built) {
    ObjectNode catalog = JSON.objectNode();
    catalog
        .putObject("@context")
        .put("dcat", "http://www.w3.org/ns/dcat#")
        .put("dct", "http://purl.org/dc/terms/")
        .put("foaf", "http://xmlns.com/foaf/0.1/")
        .put("adms", "http://www.w3.org/ns/adms#")
        .put("xsd", "http://www.w3.org/2001/XMLSchema#");
    catalog.put("@id", "catalog.jsonld").put("@type", "dcat:Catalog");
    text(catalog, "dct:title", title);
    typed(catalog, "dct:modified", "dateTime", built.toString());
    link(catalog, "foaf:homepage", "index.html");
    var datasets = catalog.putArray("dcat:dataset");
    publications.forEach(publication -> datasets.add(dataset(publication)));
    return catalog;
  }

  private static ObjectNode dataset(Publication publication) {
    var contract = publication.contract();
    ObjectNode dataset = JSON.objectNode();
    dataset.put("@id", contract.id() + "#" + publication.zone().catalog());
    dataset.put("@type", "dcat:Dataset");
    dataset.put("dct:identifier", contract.id());
    text(dataset, "dct:title", contract.title());
    if (!contract.purpose().isEmpty()) {
      text(dataset, "dct:description", contract.purpose());
    }
    dataset
        .putObject("dct:publisher")
        .put("@type", "foaf:Agent")
        .put("foaf:name", publication.provider());
    link(
        dataset,
        "dct:accessRights",
        TERMS + "access-right/" + (publication.isOpen() ? "PUBLIC" : "RESTRICTED"));
    frequency(contract.frequency())
        .ifPresent(term -> link(dataset, "dct:accrualPeriodicity", TERMS + "frequency/" + term));
    publication
        .period()
        .ifPresent(
            period -> {
              ObjectNode temporal = dataset.putObject("dct:temporal");
              temporal.put("@type", "dct:PeriodOfTime");
              typed(temporal, "dcat:startDate", "date", period.get(0).toString());
              typed(temporal, "dcat:endDate", "date", period.get(1).toString());
            });
    typed(dataset, "dct:modified", "dateTime", publication.releasedAt().toString());
    publication.until().ifPresent(end -> typed(dataset, "dct:valid", "dateTime", end.toString()));
    dataset.put("dcat:version", contract.version());
    if (!contract.tags().isEmpty()) {
      contract.tags().forEach(dataset.putArray("dcat:keyword")::add);
    }
    link(dataset, "dcat:landingPage", publication.page());
    ObjectNode distribution = dataset.putObject("dcat:distribution");
    distribution.put("@type", "dcat:Distribution").put("dct:format", "Apache Iceberg");
    link(distribution, "dcat:accessURL", publication.page());
    withdrawals(publication, dataset, distribution);
    return dataset;
  }

  /** A withdrawn dataset keeps its entry; of one that is withdrawn in part, the notes say so. */
  private static void withdrawals(
      Publication publication, ObjectNode dataset, ObjectNode distribution) {
    if (publication.isWithdrawn()) {
      link(dataset, "adms:status", ADMS + "Withdrawn");
      link(distribution, "adms:status", TERMS + "distribution-status/WITHDRAWN");
    }
    if (!publication.withdrawn().isEmpty()) {
      var notes = dataset.putArray("adms:versionNotes");
      for (var notice : publication.notices()) {
        notes
            .addObject()
            .put(
                "@value",
                "%s 已于 %s 撤回：%s"
                    .formatted(
                        Publication.label(notice.getKey()),
                        notice.getValue().since(),
                        Wording.withdrawn(notice.getValue().reason())))
            .put("@language", "zh-Hans");
      }
    }
  }

  private static Optional<String> frequency(Optional<Duration> every) {
    return every.map(
        length -> length.equals(Duration.ofHours(1)) ? "HOURLY" : FREQUENCIES.get(length.toDays()));
  }

  /** A schema.org Dataset, for the head of the dataset's page. */
  static ObjectNode schemaOrg(Publication publication) {
    var contract = publication.contract();
    ObjectNode dataset = JSON.objectNode();
    dataset.put("@context", "https://schema.org").put("@type", "Dataset");
    dataset.put("identifier", contract.id()).put("name", contract.title());
    dataset.put("description", contract.purpose()).put("inLanguage", "zh-CN");
    dataset.put("version", contract.version());
    if (publication.isWithdrawn()) {
      dataset.put("creativeWorkStatus", "Withdrawn");
    }
    dataset.put("dateModified", publication.releasedAt().toString());
    publication.until().ifPresent(end -> dataset.put("expires", end.toString()));
    dataset
        .putObject("creator")
        .put("@type", "GovernmentOrganization")
        .put("name", publication.provider());
    dataset.put("isAccessibleForFree", publication.isOpen());
    dataset.put("conditionsOfAccess", Wording.opening(publication.zone()));
    publication
        .period()
        .ifPresent(period -> dataset.put("temporalCoverage", period.get(0) + "/" + period.get(1)));
    var variables = dataset.putArray("variableMeasured");
    for (Column column : publication.columns()) {
      variables
          .addObject()
          .put("@type", "PropertyValue")
          .put("name", column.name())
          .put("description", column.label());
    }
    return dataset;
  }

  private static void text(ObjectNode node, String property, String text) {
    node.putObject(property).put("@value", text).put("@language", "zh-Hans");
  }

  private static void typed(ObjectNode node, String property, String type, String value) {
    node.putObject(property).put("@type", "xsd:" + type).put("@value", value);
  }

  private static void link(ObjectNode node, String property, String iri) {
    node.putObject(property).put("@id", iri);
  }
}
