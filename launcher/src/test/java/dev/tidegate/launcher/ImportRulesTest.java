package dev.tidegate.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The launcher is thin: it starts the rooms, and knows none of what they are made of. */
@AnalyzeClasses(
    packages = "dev.tidegate.launcher",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ImportRulesTest {
  @ArchTest
  static final ArchRule COMMANDS_KNOW_NO_FRAMEWORK =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.launcher")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "reactor..", "io.netty..", "tools.jackson..");

  @ArchTest
  static final ArchRule NOBODY_BELOW_KNOWS_THE_COMMANDS =
      noClasses()
          .that()
          .resideInAPackage("dev.tidegate.launcher.prove..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tidegate.launcher");
}
