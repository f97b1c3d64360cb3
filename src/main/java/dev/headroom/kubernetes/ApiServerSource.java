// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of a cluster tells the addresses of its API servers. */
public enum ApiServerSource {
    /** The EndpointSlices of the Service {@code kubernetes} in {@code default}: each server writes in what it advertises. */
    ENDPOINTS(
            "endpointslices.discovery.k8s.io",
            "default",
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes",
            "config/kubernetes/rbac.yaml",
            "the EndpointSlices of default/kubernetes hold no address; set headroom.kubernetes.api-servers to static-pods where"
                    + " the servers are such pods, or name the servers in headroom.targets") {
        @Override
        void read(JsonNode slice, Set<URI> found) {
            for (JsonNode port : slice.path("ports")) {
                for (JsonNode endpoint : slice.path("endpoints")) {
                    endpoint.path("addresses")
                            .forEach(address -> found.add(
                                    url(address.asString(""), port.path("port").asInt(443))));
                }
            }
        }
    },

    /**
     * The pods {@code component=kube-apiserver} in {@code kube-system}, as kubeadm makes them, one a node: the node's address and the port
     * of the pod's command. For clusters whose servers advertise nothing, or all of them one address of a load balancer.
     */
    STATIC_PODS(
            "pods",
            "kube-system",
            "/api/v1/namespaces/kube-system/pods?labelSelector=component%3Dkube-apiserver",
            "config/kubernetes/rbac-static-pods.yaml",
            "kube-system has no pod component=kube-apiserver that runs on its node's network; set headroom.kubernetes.api-servers"
                    + " to endpoints, or name the servers in headroom.targets") {
        @Override
        void read(JsonNode pod, Set<URI> found) {
            JsonNode status = pod.path("status");
            String address = status.path("hostIP").asString("");
            String phase = status.path("phase").asString("");
            boolean ended = "Succeeded".equals(phase) || "Failed".equals(phase);
            if (pod.path("spec").path("hostNetwork").asBoolean(false) && !address.isEmpty() && !ended) {
                found.add(url(address, port(pod)));
            }
        }
    };

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern SECURE_PORT = Pattern.compile("--secure-port[= ](\\d{1,5})\\b");

    /** What kube-apiserver listens on where its command says nothing. */
    private static final int DEFAULT_PORT = 6443;

    private final String resource;
    private final String namespace;
    private final String path;
    private final String role;
    private final String none;

    ApiServerSource(String resource, String namespace, String path, String role, String none) {
        this.resource = resource;
        this.namespace = namespace;
        this.path = path;
        this.role = role;
        this.none = none;
    }

    /** What is asked for. */
    String path() {
        return path;
    }

    /** Which verb is missing, and where it is given. */
    String forbidden() {
        return "this account may not list %s in the namespace %s; give it the verb list on them (see %s)"
                .formatted(resource, namespace, role);
    }

    /** That none was found, and what to do. */
    String none() {
        return none;
    }

    /**
     * Reads the list that was answered; what is not an address is passed over.
     *
     * @throws ApiServerAddresses.UnknownException where it is no such list, or an address in it is none
     */
    Set<URI> read(String json) throws ApiServerAddresses.UnknownException {
        Set<URI> found = new TreeSet<>();
        try {
            MAPPER.readTree(json).path("items").forEach(item -> read(item, found));
        } catch (JacksonException e) {
            throw new ApiServerAddresses.UnknownException(
                    "the list of %s is not JSON: %s".formatted(resource, e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            throw new ApiServerAddresses.UnknownException(
                    "the list of %s has the address %s; expected an IP address".formatted(resource, e.getMessage()));
        }
        return found;
    }

    abstract void read(JsonNode item, Set<URI> found);

    private static int port(JsonNode pod) {
        StringBuilder command = new StringBuilder();
        for (JsonNode container : pod.path("spec").path("containers")) {
            container
                    .path("command")
                    .forEach(word -> command.append(word.asString("")).append(' '));
            container
                    .path("args")
                    .forEach(word -> command.append(word.asString("")).append(' '));
        }
        Matcher port = SECURE_PORT.matcher(command);
        return port.find() ? Integer.parseInt(port.group(1)) : DEFAULT_PORT;
    }

    private static URI url(String address, int port) {
        return URI.create("https://" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port);
    }
}
