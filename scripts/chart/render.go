// Renders a Helm chart as `helm template` does: Go templates with sprig, values merged over the chart's, and the few functions
// and objects of Helm's own that charts use. For where Helm itself cannot be had.
//
//	render [-name N] [-namespace N] [-kube 1.31.0] [-api GROUP/VERSION]... [-values FILE]... CHART
//
// Surprising: built with Debian's packages of Go libraries (GO111MODULE=off), so that nothing is downloaded.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(v string) error { *l = append(*l, v); return nil }

type versions []string

// Has is what templates ask of .Capabilities.APIVersions.
func (v versions) Has(name string) bool {
	for _, have := range v {
		if have == name {
			return true
		}
	}
	return false
}

type files struct{ root string }

// Get is .Files.Get: empty where there is no such file.
func (f files) Get(name string) string {
	text, err := os.ReadFile(filepath.Join(f.root, name))
	if err != nil {
		return ""
	}
	return string(text)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

func read(path string) map[string]interface{} {
	text, err := os.ReadFile(path)
	fail(err)
	values := map[string]interface{}{}
	fail(yaml.Unmarshal(text, &values))
	return values
}

// merge lays values over a base; maps are merged, everything else is replaced, null takes a key away.
func merge(base, over map[string]interface{}) map[string]interface{} {
	for key, value := range over {
		below, isMap := base[key].(map[string]interface{})
		above, overMap := value.(map[string]interface{})
		switch {
		case value == nil:
			delete(base, key)
		case isMap && overMap:
			base[key] = merge(below, above)
		default:
			base[key] = value
		}
	}
	return base
}

func toYaml(value interface{}) string {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	fail(encoder.Encode(value))
	return strings.TrimSuffix(out.String(), "\n")
}

func main() {
	name := flag.String("name", "shrike", "")
	namespace := flag.String("namespace", "shrike", "")
	kube := flag.String("kube", "1.31.0", "")
	var apis, overlays list
	flag.Var(&apis, "api", "")
	flag.Var(&overlays, "values", "")
	flag.Parse()
	root := flag.Arg(0)

	values := read(filepath.Join(root, "values.yaml"))
	for _, path := range overlays {
		values = merge(values, read(path))
	}
	chart := map[string]interface{}{}
	for key, value := range read(filepath.Join(root, "Chart.yaml")) {
		chart[strings.ToUpper(key[:1])+key[1:]] = value
	}
	data := map[string]interface{}{
		"Values":  values,
		"Chart":   chart,
		"Release": map[string]interface{}{"Name": *name, "Namespace": *namespace, "Service": "Helm", "IsInstall": true},
		"Capabilities": map[string]interface{}{
			"KubeVersion": map[string]interface{}{"Version": "v" + *kube},
			"APIVersions": versions(apis),
		},
		"Files": files{root},
	}

	all := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	functions["toYaml"] = toYaml
	functions["include"] = func(which string, with interface{}) (string, error) {
		var out strings.Builder
		err := all.ExecuteTemplate(&out, which, with)
		return out.String(), err
	}
	all.Funcs(functions)
	paths, err := filepath.Glob(filepath.Join(root, "templates", "*"))
	fail(err)
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		fail(err)
		_, err = all.New(filepath.Base(path)).Parse(string(text))
		fail(err)
	}
	for _, path := range paths {
		file := filepath.Base(path)
		if strings.HasPrefix(file, "_") {
			continue
		}
		var out bytes.Buffer
		fail(all.ExecuteTemplate(&out, file, data))
		if text := strings.TrimSpace(out.String()); text != "" {
			fmt.Printf("---\n# Source: %s/templates/%s\n%s\n", chart["Name"], file, text)
		}
	}
}
