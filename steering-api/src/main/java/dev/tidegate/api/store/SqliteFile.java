package dev.tidegate.api.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file: one connection that writes, under a fair lock, and a few that read beside it
 * (WAL). A commit returns when the log is on the disk ({@code synchronous=FULL}).
 */
public final class SqliteFile implements AutoCloseable {
  private static final int READERS = 4;
  private static final Duration BUSY = Duration.ofSeconds(5);

  private final Path path;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Semaphore reading = new Semaphore(READERS, true);
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  // Guarded by `writing`; null after a failure that it may not have survived: opened anew then.
  private @Nullable Connection writer;
  private volatile boolean closed;

  /** What is done with a connection; {@code X} is what it may throw of its own. */
  public interface Work<T, X extends Exception> {
    T with(Connection connection) throws SQLException, X;
  }

  private SqliteFile(Path path) {
    this.path = path;
  }

  /**
   * Opens the file, or makes it; checks it, and brings it to the newest schema.
   *
   * @param steps {@link SqliteSchema#STEPS}, or another file's: step {@code i} leads from version
   *     {@code i} to the next; one that was released is never edited
   * @throws StoreException if it cannot be used
   */
  public static SqliteFile open(Path path, List<List<String>> steps) {
    SqliteFile file = new SqliteFile(path);
    boolean opened = false;
    try {
      file.prepare(steps);
      opened = true;
      return file;
    } catch (SQLException e) {
      throw SqliteFailure.of(path, e);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private void prepare(List<List<String>> steps) throws SQLException {
    int version = checkBeforeTouching(steps.size());
    Connection connection = connect(false);
    writer = connection;
    if (version > 0 && version < steps.size()) {
      keepOld(connection, version);
    }
    SqliteSchema.migrate(connection, version, steps);
  }

  /** Looks before anything is changed: a file that is refused stays as it is. */
  private int checkBeforeTouching(int known) throws SQLException {
    try (Connection connection = connect(true)) {
      int version = SqliteSchema.check(connection, path.toString(), known);
      checkIntegrity(connection);
      return version;
    }
  }

  private void keepOld(Connection connection, int version) throws SQLException {
    Path copy = path.resolveSibling(path.getFileName() + ".v" + version + ".bak");
    if (!Files.exists(copy)) {
      SqliteBackup.write(connection, copy);
    }
  }

  private void checkIntegrity(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("PRAGMA integrity_check(1)")) {
      String found = row.next() ? row.getString(1) : "no answer";
      if (!found.equals("ok")) {
        throw new StoreException(SqliteFailure.damaged(path, found));
      }
    }
  }

  /** A connection that is in no transaction. */
  Connection connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY.toMillis());
    config.enforceForeignKeys(true);
    if (!readOnly) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    }
    return config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
  }

  /**
   * Does {@code work} in one transaction: durable when this returns, undone if it throws.
   *
   * @throws StoreException if the store cannot
   */
  public <T, X extends Exception> T write(Work<T, X> work) throws X {
    lockForWriting();
    try {
      requireOpen();
      Connection connection = writer == null ? reopen() : writer;
      boolean committed = false;
      try {
        run(connection, "BEGIN IMMEDIATE");
        T result = work.with(connection);
        run(connection, "COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          undo(connection);
        }
      }
    } catch (SQLException e) {
      throw SqliteFailure.of(path, e);
    } finally {
      writing.unlock();
    }
  }

  private void lockForWriting() {
    try {
      if (!writing.tryLock(BUSY.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("store " + path + " is busy: no turn to write within " + BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting to write to " + path, e);
    }
  }

  /** Says something to the connection that writes, outside a transaction: for tests of faults. */
  public void onWriter(String statement) {
    lockForWriting();
    try {
      run(writer == null ? reopen() : writer, statement);
    } catch (SQLException e) {
      throw SqliteFailure.of(path, e);
    } finally {
      writing.unlock();
    }
  }

  private Connection reopen() throws SQLException {
    Connection connection = connect(false);
    writer = connection;
    return connection;
  }

  private void undo(Connection connection) {
    try {
      run(connection, "ROLLBACK");
    } catch (SQLException e) {
      // What the connection holds is not known any more; the next write opens another.
      writer = null;
      closeQuietly(connection);
    }
  }

  /**
   * Does {@code work} on one consistent view of what is stored.
   *
   * @throws StoreException if the store cannot
   */
  public <T> T read(Work<T, RuntimeException> work) {
    waitForTurnToRead();
    try {
      requireOpen();
      @Nullable Connection waiting = idle.poll();
      Connection connection = waiting == null ? openReader() : waiting;
      try {
        run(connection, "BEGIN");
        return work.with(connection);
      } finally {
        giveBack(connection);
      }
    } catch (SQLException e) {
      throw SqliteFailure.of(path, e);
    } finally {
      reading.release();
    }
  }

  private void waitForTurnToRead() {
    try {
      if (!reading.tryAcquire(BUSY.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("store " + path + " is busy: no turn to read within " + BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting to read " + path, e);
    }
  }

  private Connection openReader() throws SQLException {
    Connection connection = connect(true);
    run(connection, "PRAGMA query_only = 1");
    return connection;
  }

  private void giveBack(Connection connection) {
    try {
      run(connection, "ROLLBACK"); // ends the view, so that the log can be folded into the file
      idle.add(connection);
    } catch (SQLException e) {
      closeQuietly(connection); // the next reader opens another
    }
    if (closed) {
      closeReaders();
    }
  }

  /** A consistent copy to {@code target}, on a connection of its own: writers go on. */
  void backup(Path target) {
    requireOpen();
    try (Connection connection = connect(true)) {
      SqliteBackup.write(connection, target);
    } catch (SQLException e) {
      throw SqliteFailure.of(target, e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreException("store " + path + " is closed");
    }
  }

  /** Waits for a write in progress. Reads in progress end by themselves. */
  @Override
  public void close() {
    closed = true;
    writing.lock();
    try {
      closeReaders();
      if (writer != null) {
        closeQuietly(writer);
        writer = null;
      }
    } finally {
      writing.unlock();
    }
  }

  private void closeReaders() {
    for (Connection c = idle.poll(); c != null; c = idle.poll()) {
      closeQuietly(c);
    }
  }

  /**
   * Transactions are begun by our own word: the driver's way of turning auto-commit off begins the
   * next one as soon as the last has ended, and so never lets go of the file.
   */
  private static void run(Connection connection, String statement) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // Nothing is lost: what was acknowledged is in the log on the disk.
    }
  }
}
