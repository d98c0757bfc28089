{{- define "shrike.name" -}}
{{- if contains "shrike" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-shrike" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "shrike.selector" -}}
app.kubernetes.io/name: shrike
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "shrike.labels" -}}
{{ include "shrike.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "shrike.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* Empty or "true". */}}
{{- define "shrike.openshift" -}}
{{- if kindIs "bool" .Values.openshift.enabled }}{{ if .Values.openshift.enabled }}true{{ end }}
{{- else if .Capabilities.APIVersions.Has "security.openshift.io/v1" }}true{{ end -}}
{{- end -}}

{{/* The configuration of probe and agent. */}}
{{- define "shrike.config" -}}
{{- $runtime := .Values.datadog.securityAgent.runtime -}}
{{- $config := dict "sinks" (.Values.datadog.sinks | default (dict "stdout" (dict "type" "stdout"))) -}}
{{- $_ := set $config "event_monitoring_config.network.enabled" $runtime.network.enabled -}}
{{- $_ := set $config "runtime_security_config.enforcement.enabled" $runtime.enforcement.enabled -}}
{{- if .Values.datadog.tags }}{{ $_ := set $config "tags" .Values.datadog.tags }}{{ end -}}
{{- with $runtime.containerInclude }}{{ $_ := set $config "runtime_security_config.container_include" (splitList " " .) }}{{ end -}}
{{- with $runtime.containerExclude }}{{ $_ := set $config "runtime_security_config.container_exclude" (splitList " " .) }}{{ end -}}
{{ toYaml $config }}
{{- end -}}

{{/* A profile of seccomp or AppArmor as the API has it, from the words of the values. */}}
{{- define "shrike.seccomp" -}}
{{- $profile := .Values.datadog.systemProbe.seccomp -}}
{{- if hasPrefix "localhost/" $profile -}}
type: Localhost
localhostProfile: {{ trimPrefix "localhost/" $profile }}
{{- else if eq $profile "runtime/default" -}}
type: RuntimeDefault
{{- else if eq $profile "unconfined" -}}
type: Unconfined
{{- else -}}
{{- fail (printf "datadog.systemProbe.seccomp is %q; it must be localhost/NAME, runtime/default or unconfined" $profile) -}}
{{- end -}}
{{- end -}}

{{- define "shrike.apparmor" -}}
{{- $profile := .Values.datadog.systemProbe.apparmor -}}
{{- if hasPrefix "localhost/" $profile -}}
type: Localhost
localhostProfile: {{ trimPrefix "localhost/" $profile }}
{{- else if eq $profile "runtime/default" -}}
type: RuntimeDefault
{{- else if eq $profile "unconfined" -}}
type: Unconfined
{{- else -}}
{{- fail (printf "datadog.systemProbe.apparmor is %q; it must be localhost/NAME, runtime/default or unconfined" $profile) -}}
{{- end -}}
{{- end -}}
