{{- define "headroom.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "headroom.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "headroom.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "headroom.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "headroom.selectorLabels" -}}
app.kubernetes.io/name: {{ include "headroom.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .Values.mode }}
{{- end }}

{{- define "headroom.labels" -}}
{{ include "headroom.selectorLabels" . }}
app.kubernetes.io/part-of: headroom
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "headroom.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "headroom.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "headroom.image" -}}
{{- $name := .Values.image.repository }}
{{- if .Values.image.registry }}{{ $name = printf "%s/%s" .Values.image.registry $name }}{{ end }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $name .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $name (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- /* "true" where the cluster is watched */ -}}
{{- define "headroom.cluster" -}}
{{- if kindIs "invalid" .Values.kubernetes.enabled }}{{ eq .Values.mode "network" }}{{ else }}{{ .Values.kubernetes.enabled }}{{ end }}
{{- end }}

{{- /* application.yaml: what the mode and the values above need, and over it the user's own keys */ -}}
{{- define "headroom.config" -}}
{{- $headroom := dict "history" (dict "directory" "/var/lib/headroom") "kubernetes" (dict "enabled" (eq (include "headroom.cluster" .) "true")) }}
{{- if eq .Values.mode "host" }}
{{- $_ := set $headroom "host" (dict "root" "/host") }}
{{- else }}
{{- $_ := set $headroom "host" (dict "enabled" false) }}
{{- end }}
{{- with .Values.history.postgresql }}
{{- if .url }}
{{- $_ := set $headroom.history "url" .url }}
{{- if .username }}{{ $_ := set $headroom.history "username" .username }}{{ end }}
{{- if .passwordSecret.name }}{{ $_ := set $headroom.history "password-file" (printf "/etc/headroom/secrets/postgresql/%s" .passwordSecret.key) }}{{ end }}
{{- end }}
{{- end }}
{{- $deploys := dict }}
{{- with .Values.deploys.tokensSecret }}
{{- if .name }}{{ $_ := set $deploys "tokens-file" (printf "/etc/headroom/secrets/tokens/%s" .key) }}{{ end }}
{{- end }}
{{- if .Values.deploys.webhookSecret.name }}{{ $_ := set $deploys "webhook-secrets-directory" "/etc/headroom/secrets/webhooks" }}{{ end }}
{{- if $deploys }}{{ $_ := set $headroom "deploys" $deploys }}{{ end }}
{{- mergeOverwrite (dict "server" (dict "address" "0.0.0.0" "port" 19847) "headroom" $headroom) (deepCopy .Values.config) | toYaml }}
{{- end }}

{{- define "headroom.monitorEndpoint" -}}
port: http
path: /metrics
interval: {{ .interval }}
# The labels cluster and namespace of a rollout are the rollout's own.
honorLabels: true
relabelings:
  # beside the address, which stays the instance: the alerts' links lead there
  - sourceLabels:
      - __meta_kubernetes_pod_node_name
    targetLabel: node
{{- end }}
