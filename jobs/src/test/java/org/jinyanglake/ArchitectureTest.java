package org.jinyanglake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.Set;

/** The rooms of the project, and the one way through them. */
@AnalyzeClasses(packages = "org.jinyanglake", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "org.jinyanglake.";
  private static final Set<String> STAGES =
      Set.of(
          "fetch",
          "collect",
          "check",
          "desensitize",
          "release",
          "exchange",
          "aggregate",
          "ledger",
          "overlap",
          "portal",
          "quality",
          "utility",
          "demo");

  @ArchTest
  static final ArchRule dependenciesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("contract")
          .definedBy(ROOT + "contract..")
          .layer("lake")
          .definedBy(ROOT + "lake..")
          .optionalLayer("stages")
          .definedBy(STAGES.stream().map(stage -> ROOT + stage + "..").toArray(String[]::new))
          .optionalLayer("pipeline")
          .definedBy(ROOT + "pipeline..")
          .layer("cli")
          .definedBy(ROOT + "cli..")
          .whereLayer("contract")
          .mayNotAccessAnyLayer()
          .whereLayer("lake")
          .mayOnlyAccessLayers("contract")
          .whereLayer("stages")
          .mayOnlyAccessLayers("contract", "lake")
          .whereLayer("pipeline")
          .mayOnlyAccessLayers("contract", "lake", "stages")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule stagesDoNotKnowEachOther =
      slices().assignedFrom(new Stages()).should().notDependOnEachOther().allowEmptyShould(true);

  @ArchTest
  static final ArchRule everyClassIsInARoom =
      noClasses().should().resideInAPackage("org.jinyanglake").because("each belongs to a room");

  @ArchTest
  static final ArchRule helpersLiveInTheRoomTheyServe =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..manager..")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Manager");

  @ArchTest
  static final ArchRule contractsAreReadWithoutSparkIcebergAndHadoop =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "contract..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..", "org.apache.iceberg..", "org.apache.hadoop..", "scala..")
          .because("`validate` and planning start in well under a second");

  @ArchTest
  static final ArchRule theLedgerIsReadAndThePortalWrittenWithoutSpark =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "ledger..", ROOT + "portal..", ROOT + "quality..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..")
          .allowEmptyShould(true)
          .because(
              "`status`, `refused`, `check`, `trace` and `portal` start in well under a second");

  /** A fault in what both used would be in the judgement as it is in what is judged. */
  @ArchTest
  static final ArchRule theVerifierSharesNoHelperWithTheTransformer =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "release..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              STAGES.stream()
                  .filter(stage -> !stage.equals("release"))
                  .map(stage -> ROOT + stage + "..")
                  .toArray(String[]::new))
          .because("it judges what they made");

  /** Nor do they meet in the rooms below: what reads identifiers and labels is written twice. */
  @ArchTest
  static final ArchRule theScannerStandsAlone =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "release.identifiers..")
          .and()
          .doNotHaveSimpleName(
              "ClassifiedScanner") // reads the list that the contract package reads
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("org.jinyanglake..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAPackage(ROOT + "release.identifiers.."))))
          .because("the recognizers of the other stage must not be its eyes");

  /** Each stage is one slice; nothing else is. */
  private static final class Stages implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      String room =
          name.startsWith(ROOT)
              ? Arrays.asList(name.substring(ROOT.length()).split("\\.")).get(0)
              : "";
      return STAGES.contains(room) ? SliceIdentifier.of(room) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "the stages";
    }
  }
}
