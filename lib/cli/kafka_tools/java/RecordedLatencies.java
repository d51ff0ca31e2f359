import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Scanner;

/** Gives latencies of the standard input to the statistics of Kafka's producer perf tool. */
class RecordedLatencies {
  public static void main(String[] args) throws Exception {
    int[] latencies = new Scanner(System.in).tokens().mapToInt(Integer::parseInt).toArray();
    Class<?> kind = Class.forName("org.apache.kafka.tools.ProducerPerformance$Stats");
    Constructor<?> make = kind.getDeclaredConstructor(long.class, int.class);
    make.setAccessible(true);
    Object stats = make.newInstance((long) latencies.length, Integer.MAX_VALUE);
    Method record = kind.getDeclaredMethod("record", int.class, int.class, long.class);
    record.setAccessible(true);
    Field iteration = kind.getDeclaredField("iteration");
    iteration.setAccessible(true);
    long now = System.currentTimeMillis();
    for (int at = 0; at < latencies.length; at++) {
      record.invoke(stats, latencies[at], 1000, now);
      // Done by the caller, or by record() itself, as versions of Kafka differ.
      iteration.setLong(stats, at + 1);
    }
    Method print = kind.getDeclaredMethod("printTotal");
    print.setAccessible(true);
    print.invoke(stats);
  }
}
