import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * A server that speaks MongoDB's protocol, for tests: `java -cp 'libs/*' TestMongo.java PORT FILE`.
 * Each command is in the file before it is answered, so that a killed server loses nothing of what it
 * acknowledged. It ends when its standard input does: with the process that started it.
 */
class TestMongo {
  public static void main(String[] args) throws Exception {
    MVStore file = new MVStore.Builder().fileName(args[1]).autoCommitDisabled().open();
    MongoServer server = new MongoServer(new DurableBackend(file));
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    System.out.println("ready " + server.getLocalAddress().getPort());
    while (System.in.read() != -1) {}
    server.shutdownNow();
    System.exit(0);
  }
}

class DurableBackend extends H2Backend {
  private final MVStore file;

  DurableBackend(MVStore file) {
    super(file);
    this.file = file;
    version(new OldestThatDriversTake());
  }

  /** One at a time: else a commit could write half of what another connection's command does. */
  @Override
  public synchronized Document handleMessage(MongoMessage message) {
    Document answer = super.handleMessage(message);
    file.commit();
    return answer;
  }
}

/** The server calls itself older than today's drivers take, but understands what they ask here. */
class OldestThatDriversTake implements MongoVersion {
  @Override
  public List<Integer> getVersionArray() {
    return List.of(4, 4, 0);
  }

  @Override
  public int getWireVersion() {
    return 9;
  }
}
