// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Real API servers in containers, on one etcd: each has a link of its own, which can be made slow, and a node_exporter that sees it.
 *
 * <p>A test that needs them is skipped where no Docker engine of this machine answers or the test may not touch a container's link, in CI too. Where it
 * could run and an image is neither there nor to be had, it is skipped, and fails in CI.
 */
public final class ApiServerContainers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("API servers in containers");
    private static final DockerImageName ETCD = DockerImageName.parse("registry.k8s.io/etcd:3.6.8-0");
    private static final DockerImageName API_SERVER = DockerImageName.parse("registry.k8s.io/kube-apiserver:v1.36.3");
    private static final DockerImageName NODE_EXPORTER =
            DockerImageName.parse("quay.io/prometheus/node-exporter:v1.12.1");
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final int PULL_MINUTES = 5;
    private static final int PORT = 6443;
    private static final int QUEUED_PACKETS = 24;

    private final Path folder;
    private final Network network;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<Server> servers = new ArrayList<>();

    private ApiServerContainers(Path folder, Network network) {
        this.folder = folder;
        this.network = network;
        parts.push(network);
    }

    /**
     * One of them.
     *
     * @param controlPlane reaches it as administrator
     * @param node where its node_exporter listens
     * @param pid its process, as this machine numbers it
     */
    public record Server(ControlPlane controlPlane, URI node, long pid) {
        /**
         * Limits what it sends to so many megabits a second, as a slow link with a short queue would. The full queue drops its oldest packet, which the sender
         * learns as from any link: by what does not arrive. Were the newest refused, the sender's own TCP would be told, wait, and send nothing again.
         */
        public void slowDown(int megabits) throws IOException, InterruptedException {
            addQueue("root handle 1: tbf rate " + megabits + "mbit burst 32kb limit 48kb");
            addQueue("parent 1:1 pfifo_head_drop limit " + QUEUED_PACKETS);
        }

        private void addQueue(String queue) throws IOException, InterruptedException {
            Process process = new ProcessBuilder(
                            ("nsenter --target=" + pid + " --net tc qdisc add dev eth0 " + queue).split(" "))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("the link cannot be limited: " + said);
            }
        }

        /**
         * Has it tell so many clients of every change of every pod. It ends the watch of a client that does not keep up, and the client asks again, as
         * informers do.
         *
         * @return ends them
         */
        public Closeable watchPods(int clients) {
            ExecutorService watching = Executors.newFixedThreadPool(clients);
            for (int i = 0; i < clients; i++) {
                watching.execute(this::watchPods);
            }
            return () -> {
                watching.shutdownNow();
                watching.close();
            };
        }

        private void watchPods() {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    controlPlane.apiServer().get("/api/v1/pods?watch=1");
                } catch (IOException lost) {
                    LOG.log(System.Logger.Level.DEBUG, "a watch was lost", lost);
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /**
     * Starts etcd and so many API servers, and waits until they are ready.
     *
     * @param folder of the test's own
     */
    public static ApiServerContainers start(Path folder, int count) throws Exception {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Assumptions.abort("no Docker engine answers");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            return Assumptions.abort("only root may limit a container's link");
        }
        for (DockerImageName image : List.of(ETCD, API_SERVER, NODE_EXPORTER)) {
            require(image);
        }
        ApiServerContainers containers = new ApiServerContainers(folder, Network.newNetwork());
        try {
            ControlPlane.writeCredentials(folder);
            containers.startEtcd();
            for (int i = 0; i < count; i++) {
                containers.startServer(Files.createDirectory(folder.resolve("server-" + i)));
            }
        } catch (Throwable failed) {
            containers.close();
            throw failed;
        }
        return containers;
    }

    private static void require(DockerImageName image) throws InterruptedException {
        DockerClient docker = DockerClientFactory.instance().client();
        try {
            docker.inspectImageCmd(image.asCanonicalNameString()).exec();
        } catch (NotFoundException absent) {
            try {
                docker.pullImageCmd(image.getUnversionedPart())
                        .withTag(image.getVersionPart())
                        .start()
                        .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
            } catch (RuntimeException refused) {
                RealPart.missing("the image " + image + " is not there and cannot be pulled: " + refused.getMessage());
            }
        }
    }

    private void startEtcd() {
        GenericContainer<?> etcd = new GenericContainer<>(ETCD)
                .withNetwork(network)
                .withNetworkAliases("etcd")
                .withCreateContainerCmdModifier(create -> create.withEntrypoint("etcd"))
                .withCommand(
                        "--data-dir=/tmp/etcd",
                        "--unsafe-no-fsync",
                        "--listen-client-urls=http://0.0.0.0:2379",
                        "--advertise-client-urls=http://etcd:2379")
                .waitingFor(Wait.forLogMessage(".*ready to serve client requests.*", 1));
        run(etcd);
        requireOurs(pid(etcd), "/etcd");
    }

    private void startServer(Path own) throws Exception {
        GenericContainer<?> server = new GenericContainer<>(API_SERVER)
                .withNetwork(network)
                .withCreateContainerCmdModifier(create -> create.withEntrypoint("kube-apiserver"))
                .withCommand(ControlPlane.apiServerOptions(
                                Path.of("/tmp"), "http://etcd:2379", "--endpoint-reconciler-type=none")
                        .toArray(String[]::new))
                .withExposedPorts(PORT)
                .waitingFor(
                        Wait.forHttps("/readyz").forPort(PORT).allowInsecure().withStartupTimeout(START_LIMIT));
        for (String file : ControlPlane.CREDENTIALS) {
            Path copy = Files.copy(folder.resolve(file), own.resolve(file));
            server.withCopyFileToContainer(MountableFile.forHostPath(copy), "/tmp/" + file);
        }
        run(server);
        String address = server.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .findFirst()
                .orElseThrow()
                .getIpAddress();
        Path authority = Files.createDirectory(own.resolve("certs")).resolve("apiserver.crt");
        server.copyFileFromContainer("/tmp/certs/apiserver.crt", authority.toString());
        run(new GenericContainer<>(NODE_EXPORTER)
                .withNetworkMode("container:" + server.getContainerId())
                .waitingFor(Wait.forLogMessage(".*Listening on.*", 1)));
        ControlPlane controlPlane = ControlPlane.around(own, URI.create("https://" + address + ":" + PORT));
        parts.push(controlPlane);
        servers.add(new Server(controlPlane, URI.create("http://" + address + ":9100"), pid(server)));
    }

    /** An engine elsewhere, or outside the container that this is, numbers its processes otherwise: the link would be somebody else's. */
    private static void requireOurs(long pid, String program) {
        boolean ours = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith(program))
                .isPresent();
        if (!ours) {
            Assumptions.abort("the processes of the Docker engine are not among those of this machine");
        }
    }

    private static long pid(GenericContainer<?> container) {
        return Objects.requireNonNull(
                container.getCurrentContainerInfo().getState().getPidLong());
    }

    private void run(GenericContainer<?> container) {
        parts.push(container);
        container.start();
    }

    /** All of them, in the order of their start. */
    public List<Server> servers() {
        return List.copyOf(servers);
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
