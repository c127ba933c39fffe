package dev.tidegate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages form a line, and the engine stays pure. */
class HouseRulesTest {
  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tidegate");

  @Test
  void packagesFormALine() {
    String[] line = {
      "model",
      "telemetry",
      "tape",
      "health",
      "weigh",
      "shift",
      "answer",
      "engine",
      "engine.record",
      "engine.replay"
    };
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : line) {
      architecture = architecture.layer(name).definedBy("dev.tidegate." + name);
    }
    for (int i = 0; i < line.length; i++) {
      String[] above = java.util.Arrays.copyOfRange(line, i + 1, line.length);
      architecture =
          above.length == 0
              ? architecture.whereLayer(line[i]).mayNotBeAccessedByAnyLayer()
              : architecture.whereLayer(line[i]).mayOnlyBeAccessedByLayers(above);
    }
    architecture.check(ENGINE);
  }

  @Test
  void nothingReadsAClockDrawsLotsOrTouchesTheWorld() {
    noClasses()
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent..")
        .check(ENGINE);
  }

  @Test
  void onlyTheJdkJspecifyAndHash4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "java..", "org.jspecify..", "com.dynatrace.hash4j..", "dev.tidegate..")
        .check(ENGINE);
  }
}
