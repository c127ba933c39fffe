package dev.tidegate.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Who may enter which room of the application. */
class RoomsTest {
  private static final String ROOT = "dev.tidegate.api.";

  private static final JavaClasses ROOMS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tidegate.api");

  @TestFactory
  Stream<DynamicTest> rules() {
    return Stream.of(
            mayEnter("config"),
            mayEnter("store"),
            mayEnter("geo", "config"),
            mayEnter("dns", "config", "geo"),
            mayEnter("beacon", "config", "geo"),
            mayEnter("nodes", "store"),
            mayEnter("redis", "store", "nodes"),
            mayEnter("loop", "config", "store", "nodes", "beacon"),
            mayEnter("record", "store", "loop"),
            mayEnter("replay", "record"),
            mayEnter("steer", "config", "geo", "beacon", "loop"),
            mayEnter("control", "dns", "config", "store", "nodes", "geo", "beacon", "loop"),
            springOnlyInItsRooms(),
            noRehearsal(),
            storesTalkSqlAlone(),
            redisTalksRedisAlone(),
            noCycles())
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(ROOMS)));
  }

  /** Of the other rooms of this module, {@code room} may use only {@code others}. */
  private static ArchRule mayEnter(String room, String... others) {
    Set<String> open = new TreeSet<>(List.of(others));
    open.add(room);
    String[] closed =
        Stream.of(
                "config", "store", "nodes", "redis", "geo", "beacon", "loop", "record", "replay",
                "steer", "control", "dns", "wiring")
            .filter(name -> !open.contains(name))
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(closed)
        .allowEmptyShould(true)
        .as(room + " uses no other room than " + List.of(others));
  }

  private static ArchRule noCycles() {
    return slices().matching(ROOT + "(*)..").should().beFreeOfCycles();
  }

  private static ArchRule springOnlyInItsRooms() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "control..", ROOT + "wiring..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..");
  }

  private static ArchRule noRehearsal() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.tidegate.rehearsal..", "dev.tidegate.sim..", "dev.tidegate.live..");
  }

  private static ArchRule storesTalkSqlAlone() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "store..", ROOT + "redis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.sqlite..");
  }

  private static ArchRule redisTalksRedisAlone() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "redis..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..");
  }
}
