package dev.tidegate.rehearsal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.tidegate.rehearsal",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
  @ArchTest
  static final ArchRule PHYSICS_KNOWS_NO_SOCKETS =
      noClasses()
          .that()
          .resideInAPackage("..rehearsal.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..rehearsal.live..",
              "io.netty..",
              "reactor..",
              "java.net..",
              "java.nio..",
              "tools.jackson..");

  @ArchTest
  static final ArchRule PHYSICS_KNOWS_NO_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("..rehearsal.model..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule THE_APPLICATION_IS_OUTSIDE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidegate.api..", "dev.tidegate.probe..", "org.springframework..");
}
