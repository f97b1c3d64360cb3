// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real control plane on free ports, of the loopback unless told otherwise: etcd and kube-apiserver, and with {@link #runWorkloads} also the controller manager,
 * the scheduler and kwok, whose nodes and pods exist in the API only. All of it ends with {@link #close}.
 *
 * <p>The first API server is ready some 7 s after the start on two cores.
 */
public final class ControlPlane implements AutoCloseable {
    /** The token of the administrator. */
    public static final String ADMIN_TOKEN = "token-of-the-administrator";

    /** The files that an API server is given, by {@link #writeCredentials}. */
    static final List<String> CREDENTIALS = List.of("sa.key", "sa.pub", "tokens.csv");

    private static final String PODS_PER_NODE = "250";

    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final String address;
    private final int etcdPort;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<ApiServer> apiServers = new ArrayList<>();
    private @Nullable HttpClient http;

    private ControlPlane(Path folder, String address, int etcdPort) {
        this.folder = folder;
        this.address = address;
        this.etcdPort = etcdPort;
    }

    /**
     * Starts etcd and one API server, and waits until it is ready.
     *
     * @param parent of the test's own; a folder is made in it
     * @param apiServerOptions beside those every test needs
     */
    public static ControlPlane start(Path parent, String... apiServerOptions) throws Exception {
        return startOn(LOOPBACK, parent, apiServerOptions);
    }

    /**
     * The same with API servers that listen on one address of this machine, so that they may tell the cluster of it.
     *
     * @param address such as {@link #ownAddress}
     */
    public static ControlPlane startOn(String address, Path parent, String... apiServerOptions) throws Exception {
        Path etcd = RealPart.require("etcd");
        RealPart.require("kube-apiserver");
        Path folder = Files.createTempDirectory(parent, "control-plane-");
        Files.createDirectories(folder.resolve("certs"));
        ControlPlane controlPlane = new ControlPlane(folder, address, freePort());
        try {
            writeCredentials(folder);
            int peerPort = freePort();
            controlPlane.run(List.of(
                    etcd.toString(),
                    "--data-dir=" + folder.resolve("etcd"),
                    "--unsafe-no-fsync",
                    "--listen-client-urls=http://127.0.0.1:" + controlPlane.etcdPort,
                    "--advertise-client-urls=http://127.0.0.1:" + controlPlane.etcdPort,
                    "--listen-peer-urls=http://127.0.0.1:" + peerPort));
            controlPlane.addApiServer(apiServerOptions);
        } catch (Throwable failed) {
            controlPlane.close();
            throw failed;
        }
        return controlPlane;
    }

    /**
     * One whose API server runs elsewhere, in a container: for {@link #runWorkloads} and kubectl.
     *
     * @param folder with the credentials and, in {@code certs}, the server's certificate
     */
    static ControlPlane around(Path folder, URI url) {
        ControlPlane controlPlane = new ControlPlane(folder, url.getHost(), 0);
        controlPlane.apiServers.add(new ApiServer(controlPlane, folder, url, List.of()));
        return controlPlane;
    }

    /** Starts one more API server on the same etcd, and waits until it is ready. */
    public ApiServer addApiServer(String... options) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(RealPart.require("kube-apiserver").toString());
        command.addAll(apiServerOptions(folder, "http://127.0.0.1:" + etcdPort, options));
        command.add("--bind-address=" + address);
        command.add("--secure-port=" + port);
        if (command.stream().noneMatch(option -> option.startsWith("--endpoint-reconciler-type"))) {
            command.add("--endpoint-reconciler-type=none");
        }
        ApiServer apiServer = new ApiServer(this, folder, URI.create("https://" + address + ":" + port), command);
        parts.push(apiServer);
        apiServers.add(apiServer);
        apiServer.start();
        return apiServer;
    }

    /** What every API server of a test is told, in a container or not. */
    static List<String> apiServerOptions(Path folder, String etcd, String... others) {
        List<String> options = new ArrayList<>(List.of(
                "--etcd-servers=" + etcd,
                "--cert-dir=" + folder.resolve("certs"),
                "--service-cluster-ip-range=10.0.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + folder.resolve("sa.pub"),
                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                "--authorization-mode=Node,RBAC",
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--disable-admission-plugins=ServiceAccount"));
        options.addAll(List.of(others));
        return options;
    }

    /** All API servers, in the order of their start. */
    public List<ApiServer> apiServers() {
        return List.copyOf(apiServers);
    }

    /** The first API server. */
    public ApiServer apiServer() {
        return apiServers.getFirst();
    }

    /**
     * Starts the controller manager, the scheduler and kwok, and adds so many nodes without machines. Pods on them become ready about a
     * second after they are bound.
     */
    public void runWorkloads(int nodes) throws Exception {
        runWorkloads(nodes, apiServer().port());
    }

    /**
     * The same through a port that may be a proxy's.
     *
     * @param port where the programs find the API server
     */
    public void runWorkloads(int nodes, int port) throws Exception {
        Path kubeconfig = kubeconfig(port, ADMIN_TOKEN);
        run(List.of(
                RealPart.require("kube-controller-manager").toString(),
                "--kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--kube-api-qps=400",
                "--kube-api-burst=800",
                "--bind-address=127.0.0.1",
                "--secure-port=" + freePort(),
                "--cert-dir=" + folder.resolve("certs-controller-manager"),
                "--service-account-private-key-file=" + folder.resolve("sa.key")));
        run(List.of(
                RealPart.require("kube-scheduler").toString(),
                "--kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--kube-api-qps=400",
                "--kube-api-burst=800",
                "--bind-address=127.0.0.1",
                "--secure-port=" + freePort(),
                "--cert-dir=" + folder.resolve("certs-scheduler")));
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < nodes; i++) {
            list.append(node("node-" + i));
        }
        apply(list.toString());
        run(List.of(
                RealPart.require("kwok").toString(),
                "--kubeconfig=" + kubeconfig,
                "--manage-all-nodes=true",
                "--node-lease-duration-seconds=40"));
    }

    /** Creates or changes objects, as {@code kubectl apply} does. */
    public void apply(String yaml) throws Exception {
        Path file = Files.createTempFile(folder, "apply-", ".yaml");
        Files.writeString(file, yaml);
        kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
    }

    /** Runs kubectl as administrator; what it printed. */
    public String kubectl(String... arguments) throws Exception {
        return kubectlWith(kubeconfig(), arguments);
    }

    /** Runs kubectl as somebody else; what it printed. */
    public String kubectlWith(Path kubeconfig, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                RealPart.require("kubectl").toString(),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + folder.resolve("kubectl-cache")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(folder.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("kubectl " + String.join(" ", arguments) + ": " + output);
        }
        return output;
    }

    /** A kubeconfig of the administrator, for the first API server. */
    public Path kubeconfig() throws IOException {
        return kubeconfig(apiServer().port(), ADMIN_TOKEN);
    }

    /**
     * A kubeconfig for a port of the same address, which may be that of a proxy.
     *
     * @param token of a user
     */
    public Path kubeconfig(int port, String token) throws IOException {
        Path file = Files.createTempFile(folder, "kubeconfig-", ".yaml");
        return Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "https://%s:%d", certificate-authority: "%s"}}]
                users: [{name: test, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                current-context: test
                """.formatted(address, port, certificateAuthority(), token));
    }

    /** What the certificates of the API servers are signed by, in PEM. */
    public Path certificateAuthority() {
        return folder.resolve("certs/apiserver.crt");
    }

    boolean certified() {
        return Files.isReadable(certificateAuthority()) && Files.isReadable(folder.resolve("certs/apiserver.key"));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http().send(authorized(request), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest authorized(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + ADMIN_TOKEN).build();
    }

    private HttpClient http() throws IOException {
        HttpClient client = http;
        if (client == null) {
            try {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .sslContext(trustingOurs())
                        .build();
            } catch (GeneralSecurityException e) {
                throw new IOException("the API server's certificate cannot be used", e);
            }
            http = client;
        }
        return client;
    }

    private SSLContext trustingOurs() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = Files.newInputStream(certificateAuthority())) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("c" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void run(List<String> command) throws IOException {
        parts.push(RunningProgram.start(folder, command));
    }

    static void writeCredentials(Path folder) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        writePem(folder.resolve("sa.key"), "PRIVATE KEY", keys.getPrivate().getEncoded());
        writePem(folder.resolve("sa.pub"), "PUBLIC KEY", keys.getPublic().getEncoded());
        Files.writeString(folder.resolve("tokens.csv"), ADMIN_TOKEN + ",administrator,administrator,system:masters\n");
    }

    private static void writePem(Path file, String type, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n");
    }

    private static String node(String name) {
        return """
                ---
                apiVersion: v1
                kind: Node
                metadata:
                  name: %1$s
                  annotations: {kwok.x-k8s.io/node: fake}
                  labels: {kubernetes.io/hostname: %1$s, kubernetes.io/os: linux}
                status:
                  capacity: {cpu: "64", memory: 256Gi, pods: "%2$s"}
                  allocatable: {cpu: "64", memory: 256Gi, pods: "%2$s"}
                """.formatted(name, PODS_PER_NODE);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** An IPv4 address of this machine that others may reach: no API server tells a cluster of a loopback address. */
    public static String ownAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(own -> own instanceof Inet4Address && !own.isLoopbackAddress() && !own.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("this machine has no IPv4 address but the loopback"));
    }

    @Override
    public void close() throws Exception {
        if (http != null) {
            http.shutdownNow();
        }
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
