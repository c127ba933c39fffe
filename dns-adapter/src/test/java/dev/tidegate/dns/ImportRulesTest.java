package dev.tidegate.dns;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may enter here. */
class ImportRulesTest {
  private static final JavaClasses DNS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tidegate.dns");

  @Test
  void noFrameworkAndNoOtherRoomThanTheEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "dev.tidegate.api..",
            "dev.tidegate.probe..",
            "dev.tidegate.rehearsal..")
        .check(DNS);
  }

  @Test
  void plansTalkToNobody() {
    noClasses()
        .that()
        .resideInAPackage("dev.tidegate.dns.plan..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "org.xbill..", "io.netty..", "java.util.concurrent..")
        .check(DNS);
  }

  @Test
  void noCycles() {
    slices().matching("dev.tidegate.dns.(*)..").should().beFreeOfCycles().check(DNS);
  }
}
