package dev.tidegate.probe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may enter this room. */
@AnalyzeClasses(packages = "dev.tidegate", importOptions = ImportOption.DoNotIncludeTests.class)
class RulesTest {
  @ArchTest
  static final ArchRule probesKnowTheEngineAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "reactor..",
              "dev.tidegate.dns..",
              "dev.tidegate.steer..",
              "dev.tidegate.beacon..",
              "dev.tidegate.control..",
              "dev.tidegate.loop..",
              "dev.tidegate.store..",
              "dev.tidegate.geo..",
              "dev.tidegate.config..",
              "dev.tidegate.wiring..");

  @ArchTest
  static final ArchRule theEngineKnowsNoProbes =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tidegate.probe..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tidegate.probe..");

  @ArchTest
  static final ArchRule noClockOfItsOwn =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.probe..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");
}
