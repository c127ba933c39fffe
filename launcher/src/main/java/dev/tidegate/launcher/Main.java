package dev.tidegate.launcher;

import dev.tidegate.launcher.demo.DemoCommand;
import dev.tidegate.launcher.rehearse.RehearseCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./tidegate}. Exit 0: done; 1: failed; 2: wrong usage or a configuration that cannot be
 * used.
 */
@Command(
    name = "tidegate",
    version = "Tidegate 0.1.0",
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Steers viewers between CDNs, by what they and our own checks see.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "  test      run all tests, after installing what they need where it may",
      "  format    put the sources into the house's format",
      "",
      "Exit: 0 done, 1 failed, 2 wrong usage or bad configuration."
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      AgentCommand.class,
      RehearseCommand.class,
      DnsCommand.class,
      ReplayCommand.class,
      StoreCommand.class,
      ProveCommand.class
    })
public final class Main implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the field
  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    System.exit(line().execute(args));
  }

  /** The whole command line; tests give it their own writers. */
  static CommandLine line() {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::failed);
    return line;
  }

  /** Without a command: what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (e instanceof UnusableConfig unusable) {
      err.println(unusable.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    err.println("tidegate " + line.getCommandName() + " failed: " + e);
    if (System.getenv("TIDEGATE_TRACE") != null) {
      e.printStackTrace(err);
    } else {
      err.println("(TIDEGATE_TRACE=1 shows where)");
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
