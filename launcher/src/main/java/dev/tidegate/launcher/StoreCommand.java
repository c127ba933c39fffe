package dev.tidegate.launcher;

import dev.tidegate.api.config.TidegateConfig;
import dev.tidegate.api.redis.Migration;
import dev.tidegate.api.store.SqliteStore;
import dev.tidegate.api.store.Store.AuditCheck;
import dev.tidegate.api.store.StoreException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate store migrate}: from the embedded store to Redis. */
@Command(
    name = "store",
    description = "The store alone: from the embedded one to Redis.",
    synopsisSubcommandLabel = "migrate")
final class StoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the fields
  StoreCommand() {}

  /** Without a subcommand: what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "migrate",
      description =
          "Copy an embedded store, whole, into the empty place in Redis that the configuration"
              + " names. Nothing else may use either of them meanwhile.")
  int migrate(
      @Mixin ConfigOption config,
      @Option(
              names = "--from",
              required = true,
              paramLabel = "DIR",
              description = "directory of the embedded store: its store.path")
          Path from)
      throws UnusableConfig {
    TidegateConfig loaded = config.load(spec.commandLine().getErr()).config();
    if (!(loaded.store() instanceof TidegateConfig.Store.Redis redis)) {
      throw new UnusableConfig(config.file() + ": store.kind is not redis: nowhere to copy to");
    }
    if (!Files.exists(from.resolve(SqliteStore.FILE))) {
      throw new UnusableConfig(from + ": has no embedded store (" + SqliteStore.FILE + ")");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (SqliteStore source = SqliteStore.open(from);
        Migration migration = new Migration(redis.uri(), redis.prefix(), line -> say(out, line))) {
      AuditCheck check = migration.into(source.image());
      return check.ok() ? 0 : 1;
    } catch (StoreException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
