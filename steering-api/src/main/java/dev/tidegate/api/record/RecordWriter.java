package dev.tidegate.api.record;

import dev.tidegate.engine.record.Entry;
import dev.tidegate.engine.record.Entry.Outcome;
import dev.tidegate.engine.record.Entry.Why;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The recorder's thread: takes work, writes segments, deletes the oldest. */
final class RecordWriter implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RecordWriter.class.getName());

  /** One segment takes no more than this part of the limit, so that some past is always kept. */
  private static final int PARTS = 8;

  /** Left to the store and to the rest of the machine. */
  private static final long SPARE = 256L << 20;

  /** How often the free space is looked at, in steps. */
  private static final int LOOK_EVERY = 60;

  private static final long END_SECONDS = 5;

  private final Recorder.Settings settings;
  private final Supplier<byte[]> text;
  private final SegmentFiles files;
  private final WorkQueue queue = new WorkQueue();
  private final Thread thread;
  private final LongAdder steps = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder segments = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile boolean failed;
  private volatile boolean full;
  // These belong to the thread.
  private @Nullable SegmentWriter segment;
  private @Nullable String engine;
  private long inSegment;
  private long headBytes;

  RecordWriter(Recorder.Settings settings, Supplier<byte[]> text) {
    this.settings = settings;
    this.text = text;
    this.files = new SegmentFiles(settings.directory());
    this.thread = Thread.ofPlatform().daemon().name("tidegate-recorder").start(this::run);
  }

  // --- the loop's side ---

  /** Never blocks; false if there is no room. */
  boolean offer(Work work) {
    return queue.offer(work);
  }

  /** The same for a new segment. */
  boolean begin(Work begin) {
    failed = false;
    full = false;
    return queue.offer(begin);
  }

  boolean relaxed() {
    return queue.relaxed();
  }

  /** Whether the segment could not be written on. */
  boolean failed() {
    return failed;
  }

  /** Whether the segment has its size. */
  boolean full() {
    return full;
  }

  void missed() {
    missed.increment();
  }

  void failed(Throwable why) {
    failures.increment();
    LOG.log(Level.WARNING, "recording failed; it is tried again, steps go on", why);
  }

  RecorderStats stats() {
    return new RecorderStats(
        steps.sum(), missed.sum(), failures.sum(), segments.sum(), bytes.sum());
  }

  @Override
  public void close() {
    try {
      if (queue.offer(new Work.End(), END_SECONDS)) {
        thread.join(END_SECONDS * 1000);
      }
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the thread's side ---

  private void run() {
    try {
      Work work;
      do {
        work = queue.take();
        write(work);
        queue.done(work);
      } while (!(work instanceof Work.End));
    } catch (InterruptedException e) {
      leave(); // the program ends without waiting for the disk
    }
  }

  private void write(Work work) {
    try {
      switch (work) {
        case Work.Begin begin -> begin(begin);
        case Work.Reconfigured(var setup) -> add(new Entry.Configured(setup, text()));
        case Work.Stepped step -> step(new Entry.Tick(step.at(), step.inputs(), step.outcome()));
        case Work.Failed(var at, var inputs, var fault) ->
            step(new Entry.Tick(at, inputs, new Outcome.Failed(fault)));
        case Work.End _ -> end(Why.STOPPED, 0);
      }
    } catch (IOException | RuntimeException e) {
      failed = true;
      failed(e);
      leave();
    }
  }

  private void begin(Work.Begin begin) throws IOException {
    end(begin.before(), begin.missed());
    long each = settings.limit() / PARTS;
    if (begin.state().length > settings.limit() - each) {
      throw new IOException("recording.limit is too little for the state of this engine");
    }
    files.trim(settings.limit() - each - begin.state().length);
    long number = files.nextNumber();
    SegmentWriter next = SegmentWriter.create(files.path(number, begin.at()));
    segment = next;
    segments.increment();
    inSegment = 0;
    requireSpace();
    add(
        new Entry.Opening(
            engine(), settings.node(), number, begin.at(), begin.version(), begin.state()));
    add(new Entry.Configured(begin.setup(), text()));
    headBytes = next.bytes();
  }

  /** As it was put; nothing where the store cannot be read: the setup beside it is complete. */
  private byte[] text() {
    try {
      return text.get();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "no text of the configuration for the recording", e);
      return new byte[0];
    }
  }

  private String engine() {
    if (engine == null) {
      engine = EngineVersion.here();
    }
    return engine;
  }

  private void step(Entry.Tick tick) throws IOException {
    @Nullable SegmentWriter current = segment;
    if (current == null) {
      missed.increment();
      return;
    }
    add(tick);
    steps.increment();
    inSegment++;
    full = current.bytes() - headBytes > settings.limit() / PARTS;
    if (inSegment % LOOK_EVERY == 0) {
      requireSpace();
    }
  }

  private void add(Entry entry) throws IOException {
    @Nullable SegmentWriter current = segment;
    if (current != null) {
      long before = current.bytes();
      current.write(entry);
      bytes.add(current.bytes() - before);
    }
  }

  private void requireSpace() throws IOException {
    if (files.free() < SPARE) {
      files.trim(0);
      if (files.free() < SPARE) {
        throw new IOException("less than " + (SPARE >> 20) + " MiB of the disk are free");
      }
    }
  }

  private void end(Why why, long dropped) throws IOException {
    add(new Entry.Ending(why, inSegment, dropped));
    @Nullable SegmentWriter current = segment;
    segment = null;
    if (current != null) {
      current.close();
    }
  }

  /** After a failure: the file stays as it is, whole up to its last entry. */
  private void leave() {
    @Nullable SegmentWriter current = segment;
    segment = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "a segment could not be closed", e);
      }
    }
  }
}
