// Reads texts as kubectl does: one JSON string per line in, {"values": […]} or {"error": …} per line out.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

func read(text string) map[string]interface{} {
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	values := []json.RawMessage{}
	for {
		var raw runtime.RawExtension
		err := decoder.Decode(&raw)
		if err == io.EOF {
			return map[string]interface{}{"values": values}
		}
		if err != nil {
			return map[string]interface{}{"error": err.Error(), "values": values}
		}
		if len(raw.Raw) > 0 {
			values = append(values, raw.Raw)
		}
	}
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var text string
		if json.Unmarshal(line, &text) != nil {
			return
		}
		answer, _ := json.Marshal(read(text))
		out.Write(append(answer, '\n'))
		out.Flush()
	}
}
