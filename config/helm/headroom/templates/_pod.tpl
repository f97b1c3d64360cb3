{{- /* The pod of both modes. It is within Pod Security "restricted", but for the two hostPath volumes of host mode. */ -}}
{{- define "headroom.pod" -}}
{{- $host := eq .Values.mode "host" }}
{{- $cluster := eq (include "headroom.cluster" .) "true" }}
metadata:
  labels:
    {{- include "headroom.selectorLabels" . | nindent 4 }}
    app.kubernetes.io/part-of: headroom
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/config: {{ include "headroom.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "headroom.serviceAccountName" . }}
  automountServiceAccountToken: {{ $cluster }}
  enableServiceLinks: false
  terminationGracePeriodSeconds: 20
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  nodeSelector:
    {{- if .Values.nodeSelector }}
    {{- toYaml .Values.nodeSelector | nindent 4 }}
    {{- else }}
    kubernetes.io/os: linux
    {{- if $host }}
    node-role.kubernetes.io/control-plane: ""
    {{- end }}
    {{- end }}
  {{- if .Values.tolerations }}
  tolerations:
    {{- toYaml .Values.tolerations | nindent 4 }}
  {{- else if $host }}
  # also where the node is in trouble: that is when it is of use
  tolerations:
    - operator: Exists
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with default (ternary "system-cluster-critical" "" $host) .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  securityContext:
    {{- mergeOverwrite (dict "runAsNonRoot" true "runAsUser" 65532 "runAsGroup" 65532 "fsGroup" 65532 "seccompProfile" (dict "type" "RuntimeDefault")) (deepCopy .Values.podSecurityContext) | toYaml | nindent 4 }}
  containers:
    - name: headroom
      image: {{ include "headroom.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      env:
        - name: SPRING_CONFIG_ADDITIONALLOCATION
          value: file:/etc/headroom/application.yaml
        {{- if $host }}
        - name: HEADROOM_HOST_TARGET
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: http
          containerPort: 19847
      startupProbe:
        httpGet:
          path: /livez
          port: http
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet:
          path: /livez
          port: http
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /readyz
          port: http
        periodSeconds: 10
        timeoutSeconds: 5
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop:
            - ALL
      volumeMounts:
        - name: config
          mountPath: /etc/headroom/application.yaml
          subPath: application.yaml
          readOnly: true
        - name: history
          mountPath: /var/lib/headroom
        {{- if $host }}
        - name: proc
          mountPath: /host/proc
          readOnly: true
          recursiveReadOnly: IfPossible
        - name: sys
          mountPath: /host/sys
          readOnly: true
          recursiveReadOnly: IfPossible
        {{- end }}
        {{- if .Values.history.postgresql.passwordSecret.name }}
        - name: postgresql
          mountPath: /etc/headroom/secrets/postgresql
          readOnly: true
        {{- end }}
        {{- if .Values.deploys.tokensSecret.name }}
        - name: tokens
          mountPath: /etc/headroom/secrets/tokens
          readOnly: true
        {{- end }}
        {{- if .Values.deploys.webhookSecret.name }}
        - name: webhooks
          mountPath: /etc/headroom/secrets/webhooks
          readOnly: true
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "headroom.fullname" . }}
    - name: history
      {{- if and .Values.history.persistence.enabled (not $host) }}
      persistentVolumeClaim:
        claimName: {{ default (include "headroom.fullname" .) .Values.history.persistence.existingClaim }}
      {{- else }}
      emptyDir:
        sizeLimit: 2Gi
      {{- end }}
    {{- if $host }}
    - name: proc
      hostPath:
        path: /proc
        type: Directory
    - name: sys
      hostPath:
        path: /sys
        type: Directory
    {{- end }}
    {{- with .Values.history.postgresql.passwordSecret }}
    {{- if .name }}
    - name: postgresql
      secret:
        secretName: {{ .name }}
        items:
          - key: {{ .key }}
            path: {{ .key }}
    {{- end }}
    {{- end }}
    {{- with .Values.deploys.tokensSecret }}
    {{- if .name }}
    - name: tokens
      secret:
        secretName: {{ .name }}
        items:
          - key: {{ .key }}
            path: {{ .key }}
    {{- end }}
    {{- end }}
    {{- with .Values.deploys.webhookSecret.name }}
    - name: webhooks
      secret:
        secretName: {{ . }}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
