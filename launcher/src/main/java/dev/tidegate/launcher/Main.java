package dev.tidegate.launcher;

import dev.tidegate.launcher.demo.DemoCommand;
import dev.tidegate.launcher.nodes.NodesCommand;
import dev.tidegate.launcher.rehearse.RehearseCommand;
import dev.tidegate.probe.HostHeader;
import java.io.PrintWriter;
import java.util.List;
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
      "  image     make a container image, without a daemon or a registry",
      "",
      "Exit: 0 done, 1 failed, 2 wrong usage or bad configuration."
    })
public final class Main implements Runnable {
  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          ServeCommand.class,
          CheckCommand.class,
          AgentCommand.class,
          RehearseCommand.class,
          DnsCommand.class,
          NodesCommand.class,
          ReplayCommand.class,
          StoreCommand.class,
          ProveCommand.class);

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
    HostHeader.allow();
    System.exit(line(args).execute(args));
  }

  /**
   * The command line for these arguments; tests give it their own writers. Where they begin with a
   * command it knows no other one: to read all their options takes a tenth of a node's start.
   */
  static CommandLine line(String... args) {
    CommandLine line = new CommandLine(new Main());
    List<Class<?>> named =
        COMMANDS.stream().filter(c -> args.length > 0 && name(c).equals(args[0])).toList();
    (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::failed);
    return line;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
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
