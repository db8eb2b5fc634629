{{- /*
The sidecar, as an item of a Pod's containers or, with native: true, of its initContainers.

  dependencies:
    - {name: prom-multiplexer, version: 0.1.0, repository: file://../prom-multiplexer}

  containers:
    - name: shop
      ...
    {{- include "prom-multiplexer.sidecar" (dict "image" .Values.multiplexer.image "containers" (list "shop:8080" "web:9090")) | nindent 4 }}

  image        the image, with its tag; required
  containers   what there is to scrape, as in --container_to_port_map; required
  port         where the page is; 13434
  flags        more flags: (dict "scrape_interval" 1000 "exclude_containers" (list "debug" "istio-proxy"))
  resources    what it may take; the native image's 32Mi and 50m
  native       restartPolicy: Always, for initContainers
*/ -}}
{{- define "prom-multiplexer.sidecar" -}}
- name: prom-multiplexer-sidecar
  image: {{ required "prom-multiplexer.sidecar: image is required" .image | quote }}
  {{- if .native }}
  restartPolicy: Always
  {{- end }}
  command:
    - "/metrics-multiplexer-sidecar"
    - "--export_to={{ .port | default 13434 }}"
    {{- range required "prom-multiplexer.sidecar: containers is required" .containers }}
    - {{ printf "--container_to_port_map=%s" . | quote }}
    {{- end }}
    {{- range $name, $value := .flags }}
    {{- if kindIs "slice" $value }}
    {{- $value = join "," $value }}
    {{- else if kindIs "float64" $value }}
    {{- /* A number of values.yaml: as it stands there, not as 1e+06. */}}
    {{- $value = toJson $value }}
    {{- end }}
    - {{ printf "--%s=%v" $name $value | quote }}
    {{- end }}
  resources:
    {{- if .resources }}
    {{- toYaml .resources | nindent 4 }}
    {{- else }}
    requests: {memory: 32Mi, cpu: 2m}
    limits: {memory: 32Mi, cpu: 50m}
    {{- end }}
  ports:
    - {containerPort: {{ .port | default 13434 }}, name: metrics}
  {{- if .native }}
  startupProbe:
    httpGet: {path: /-/ready, port: metrics}
    periodSeconds: 1
  {{- end }}
  readinessProbe:
    httpGet: {path: /-/ready, port: metrics}
  livenessProbe:
    httpGet: {path: /-/healthy, port: metrics}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1654
    runAsGroup: 1654
    readOnlyRootFilesystem: true
    allowPrivilegeEscalation: false
    capabilities:
      drop: ["ALL"]
    seccompProfile:
      type: RuntimeDefault
{{- end -}}
