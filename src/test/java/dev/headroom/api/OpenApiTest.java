// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.webhook.WebhookSource;
import dev.headroom.exposition.ScrapeException;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.CostRecord;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.EffectRecord;
import dev.headroom.history.LabelRecord;
import dev.headroom.intake.IntakeAnswer;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.SourceException;
import dev.headroom.targets.TargetKind;
import dev.headroom.targets.TargetStatus;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The description of the API and the code say the same. */
class OpenApiTest extends ApiTest {
    private static final Map<String, Class<?>> RECORDS = records();

    private final OpenApiDocument document = new OpenApiDocument();

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> records = new LinkedHashMap<>();
        records.put("BurstPage", BurstPage.class);
        records.put("Burst", BurstRecord.class);
        records.put("CoarseView", BurstRecord.Coarse.class);
        records.put("Verdict", BurstRecord.VerdictRecord.class);
        records.put("Rival", Verdict.Rival.class);
        records.put("Samples", SamplesRecord.class);
        records.put("Sample", SamplesRecord.Sample.class);
        records.put("SignalSummary", SignalSummary.class);
        records.put("SummaryPoint", SignalSummary.Point.class);
        records.put("About", AboutRecord.class);
        records.put("PlayedRecording", AboutRecord.RecordingRecord.class);
        records.put("Threshold", AboutRecord.ThresholdRecord.class);
        records.put("Dashboard", AboutRecord.DashboardRecord.class);
        records.put("FlightRecorder", AboutRecord.FlightRecord.class);
        records.put("Retention", AboutRecord.RetentionRecord.class);
        records.put("History", AboutRecord.HistoryRecord.class);
        records.put("Kubernetes", AboutRecord.KubernetesRecord.class);
        records.put("Streams", AboutRecord.StreamsRecord.class);
        records.put("StreamHello", StreamRecords.Hello.class);
        records.put("StreamReset", StreamRecords.Reset.class);
        records.put("StreamGap", StreamRecords.Gap.class);
        records.put("StreamSamples", StreamRecords.Samples.class);
        records.put("SignalFrame", StreamRecords.SignalFrame.class);
        records.put("Timeline", TimelineRecord.class);
        records.put("SignalRow", TimelineRecord.SignalRow.class);
        records.put("DeployPage", DeployPage.class);
        records.put("Deploy", DeployRecord.class);
        records.put("IntakeAnswer", IntakeAnswer.class);
        records.put("Receipt", IntakeAnswer.ReceiptRecord.class);
        records.put("TargetList", TargetList.class);
        records.put("Target", TargetRecord.class);
        records.put("Sampler", TargetRecord.SamplerRecord.class);
        records.put("Source", TargetRecord.SourceRecord.class);
        records.put("Signal", TargetRecord.SignalRecord.class);
        records.put("Server", ServerRecord.class);
        records.put("ServerSource", ServerRecord.ServerSourceRecord.class);
        records.put("CoarseTrace", CoarseTraceRecord.class);
        records.put("DrawnTrace", CoarseTraceRecord.DrawnRecord.class);
        records.put("DrawnPoint", CoarseTraceRecord.PointRecord.class);
        records.put("Steps", StepsRecord.class);
        records.put("Step", StepsRecord.StepRecord.class);
        records.put("AppCostList", AppCostList.class);
        records.put("Capacity", CapacityRecord.class);
        records.put("CapacitySignal", CapacityRecord.Signal.class);
        records.put("CapacityTarget", CapacityRecord.Target.class);
        records.put("Label", LabelRecord.class);
        records.put("CostList", CostList.class);
        records.put("Cost", CostRecord.class);
        records.put("EffectList", EffectList.class);
        records.put("Effect", EffectRecord.class);
        return records;
    }

    @Test
    void theDocumentIsServedAsItIs() {
        JsonNode served = get("/v3/api-docs");

        assertThat(served.path("openapi").asString()).startsWith("3.1.");
        assertThat(served.path("paths")).isEqualTo(document.paths());
    }

    @Test
    void everyMappingIsDescribedWithItsParametersAndTypesAndNothingElseIs() {
        Map<String, String> inCode = new TreeMap<>();
        requestMappingHandlerMapping
                .getHandlerMethods()
                .forEach((mapping, method) -> mapping.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/"))
                        .forEach(path -> inCode.put(
                                mapping.getMethodsCondition().getMethods() + " " + path, inCode(mapping, method))));

        Map<String, String> described = new TreeMap<>();
        document.paths()
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> described.put(
                                "[" + operation.getKey().toUpperCase(Locale.ROOT) + "] " + path.getKey(),
                                described(operation.getValue()))));

        assertThat(inCode).isNotEmpty().isEqualTo(described);
    }

    private static String inCode(RequestMappingInfo mapping, HandlerMethod method) {
        Set<String> parameters = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            String name = parameter.getParameter().getName();
            if (parameter.hasParameterAnnotation(RequestParam.class)) {
                parameters.add("query " + name);
            } else if (parameter.hasParameterAnnotation(PathVariable.class)) {
                parameters.add("path " + name);
            }
        }
        Set<String> types = mapping.getProducesCondition().getProducibleMediaTypes().stream()
                .map(MediaType::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        return parameters + " " + types;
    }

    /** Headers are read from the request as they are, and described by hand. */
    private static String described(JsonNode operation) {
        Set<String> parameters = new TreeSet<>();
        operation
                .path("parameters")
                .valueStream()
                .filter(parameter -> !parameter.path("in").asString().equals("header"))
                .forEach(parameter -> parameters.add(parameter.path("in").asString() + " "
                        + parameter.path("name").asString()));
        Set<String> types = new TreeSet<>(
                operation.path("responses").path("200").path("content").propertyNames());
        return parameters + " " + types;
    }

    @Test
    void everySchemaIsTheRecordThatIsServed() {
        assertThat(document.schemas().propertyNames())
                .containsExactlyInAnyOrderElementsOf(java.util.stream.Stream.concat(
                                RECORDS.keySet().stream(), java.util.stream.Stream.of("Problem", "Report", "Said"))
                        .toList());
        RECORDS.forEach((name, type) -> {
            Map<String, String> inCode = new LinkedHashMap<>();
            for (RecordComponent component : type.getRecordComponents()) {
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                inCode.put(component.getName(), type(component.getGenericType()) + (nullable ? " or null" : ""));
            }
            Map<String, String> described = new LinkedHashMap<>();
            JsonNode schema = document.schemas().path(name);
            schema.path("properties")
                    .properties()
                    .forEach(property -> described.put(property.getKey(), type(property.getValue())));
            assertThat(described).as(name).isEqualTo(inCode);
            assertThat(schema.path("required").valueStream().map(JsonNode::asString))
                    .as(name)
                    .containsExactlyElementsOf(inCode.keySet());
        });
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType list) {
            return "array of " + type(list.getActualTypeArguments()[0]);
        }
        if (type == String.class) {
            return "string";
        } else if (type == Instant.class) {
            return "date-time";
        } else if (type == double.class || type == Double.class) {
            return "number";
        } else if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "integer";
        } else if (type == boolean.class) {
            return "boolean";
        } else if (type == double[].class) { // NaN is written as null
            return "array of number or null";
        }
        return RECORDS.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " is not described"));
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            return schema.path("$ref").asString().replace("#/components/schemas/", "");
        } else if (schema.has("anyOf")) {
            return type(schema.path("anyOf").path(0)) + " or null";
        } else if (schema.path("type").isArray()) {
            return type(schema, schema.path("type").path(0).asString()) + " or null";
        }
        return type(schema, schema.path("type").asString());
    }

    private static String type(JsonNode schema, String type) {
        return switch (type) {
            case "array" -> "array of " + type(schema.path("items"));
            case "string" -> schema.path("format").asString("string");
            default -> type;
        };
    }

    @Test
    void namesThatComeInAFixedNumberAreAllDescribed() {
        JsonNode parameters =
                document.paths().path("/api/v1/bursts").path("get").path("parameters");
        List<String> signals = parameters
                .valueStream()
                .filter(parameter -> parameter.path("name").asString().equals("signal"))
                .flatMap(parameter -> parameter.path("schema").path("enum").valueStream())
                .map(JsonNode::asString)
                .toList();
        assertThat(signals)
                .containsExactlyElementsOf(
                        Arrays.stream(SignalKind.values()).map(SignalKind::id).toList());

        assertThat(values("Verdict", "decision"))
                .containsExactlyElementsOf(Arrays.stream(Verdict.Decision.values())
                        .map(Verdict.Decision::id)
                        .toList());
        assertThat(values("Source", "reason"))
                .containsExactlyElementsOf(Arrays.stream(SourceException.Reason.values())
                        .map(SourceException.Reason::id)
                        .toList());
        assertThat(values("ServerSource", "reason"))
                .containsExactlyElementsOf(Stream.concat(
                                Arrays.stream(ScrapeException.Reason.values()).map(ScrapeException.Reason::id),
                                Stream.of(TargetStatus.IDENTITY_UNSTABLE))
                        .toList());
        assertThat(values("Server", "kind"))
                .containsExactlyElementsOf(
                        Arrays.stream(TargetKind.values()).map(TargetKind::id).toList());
        assertThat(values("Signal", "unit"))
                .containsExactlyElementsOf(Arrays.stream(SignalKind.Unit.values())
                        .map(SignalKind.Unit::id)
                        .toList());
    }

    @Test
    void whatCanBePostedIsDescribedAsItIsRead() {
        JsonNode report = document.schemas().path("Report");
        assertThat(report.path("required").valueStream().map(JsonNode::asString))
                .containsExactly("source", "externalId", "phase", "startedAt");
        for (String schema : List.of("Report", "Deploy", "Receipt")) {
            assertThat(values(schema, "phase"))
                    .containsExactlyElementsOf(Arrays.stream(Deploy.Phase.values())
                            .map(Deploy.Phase::id)
                            .toList());
        }
        assertThat(document.paths()
                        .path("/api/v1/webhooks/{source}")
                        .path("post")
                        .path("parameters")
                        .path(0)
                        .path("schema")
                        .path("enum")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactlyElementsOf(Arrays.stream(WebhookSource.values())
                        .map(WebhookSource::id)
                        .toList());
    }

    private List<String> values(String schema, String property) {
        return document.schemas()
                .path(schema)
                .path("properties")
                .path(property)
                .path("enum")
                .valueStream()
                .filter(value -> !value.isNull())
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void theLimitsOfAPageAreThoseOfTheCode() {
        JsonNode limit = document.paths()
                .path("/api/v1/bursts")
                .path("get")
                .path("parameters")
                .valueStream()
                .filter(parameter -> parameter.path("name").asString().equals("limit"))
                .findFirst()
                .orElseThrow()
                .path("schema");

        assertThat(limit.path("maximum").asInt()).isEqualTo(PageRequest.MAX_LIMIT);
        assertThat(limit.path("default").asInt()).isEqualTo(PageRequest.DEFAULT_LIMIT);
    }
}
