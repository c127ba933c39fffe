package dev.tidegate.api.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One process, and one store in it, to a directory. The operating system gives the lock up with the
 * process, however it ends, so that none is ever left behind; the file stays and says who holds it.
 */
public final class DirectoryLock implements AutoCloseable {
  private static final String NAME = "tidegate.lock";

  /**
   * Directories that this process holds. Asked before the file is touched: on POSIX, closing any
   * descriptor of a file gives up all locks that the process has on it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * @param directory exists
   * @throws StoreException naming the holder, if there is one
   */
  public static DirectoryLock take(Path directory) {
    try {
      Path real = directory.toRealPath();
      if (!HELD_HERE.add(real)) {
        throw inUse(directory, "this process, " + ProcessHandle.current().pid());
      }
      boolean taken = false;
      try {
        DirectoryLock lock = new DirectoryLock(real, lock(real));
        taken = true;
        return lock;
      } finally {
        if (!taken) {
          HELD_HERE.remove(real);
        }
      }
    } catch (IOException e) {
      throw new StoreException("store " + directory + " cannot be locked: " + e.getMessage(), e);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory, holder(channel));
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
      locked = true;
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return pid.isEmpty() ? "an unknown pid" : pid;
  }

  private static StoreException inUse(Path directory, String pid) {
    return new StoreException(
        "store " + directory + " is in use by another Tidegate (pid " + pid + ")");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("store " + directory + ": the lock could not be given up", e);
    } finally {
      HELD_HERE.remove(directory);
    }
  }
}
