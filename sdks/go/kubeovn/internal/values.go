package internal

import (
	"reflect"
	"runtime/metrics"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// unknown stands for a value that is not known yet, on Pulumi's wire.
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// path leads to a value in arguments: names of fields and indexes of items.
type path []any

func (p path) to(step any) path {
	return append(p[:len(p):len(p)], step)
}

// values are copies of arguments, in which an Output stands as its value when no resource is behind it, and as unknown otherwise.
type values struct {
	ctx   *pulumi.Context
	names map[*pulumi.OutputState]string

	mutex sync.Mutex
	// Of each Output that was asked for; nil until it has its value.
	answers map[*pulumi.OutputState]*internals.UnsafeAwaitOutputResult
}

func newValues(ctx *pulumi.Context, names map[*pulumi.OutputState]string) *values {
	return &values{
		ctx:     ctx,
		names:   names,
		answers: map[*pulumi.OutputState]*internals.UnsafeAwaitOutputResult{},
	}
}

// ask begins to wait for all Outputs in arguments.
func (v *values) ask(args pulumi.Map) {
	v.plainFields(args, &[]path{})
}

// plainFields gives arguments by their names on the wire; secrets gets the places of those that are secret.
func (v *values) plainFields(args pulumi.Map, secrets *[]path) map[string]any {
	fields, _ := v.plain(reflect.ValueOf(args), nil, secrets).(map[string]any)
	return fields
}

// plain gives nil for what is to be omitted.
func (v *values) plain(value reflect.Value, at path, secrets *[]path) any {
	if !value.IsValid() {
		return nil
	}
	switch known := value.Interface().(type) {
	case pulumi.Output:
		return v.plainOutput(known, at, secrets)
	case pulumi.Resource:
		return unknown
	}
	switch value.Kind() {
	case reflect.Interface, reflect.Pointer:
		return v.plain(value.Elem(), at, secrets)
	case reflect.Struct:
		fields := map[string]any{}
		for field, inner := range taggedFields(value) {
			if plain := v.plain(inner, at.to(field), secrets); plain != nil {
				fields[field] = plain
			}
		}
		return fields
	case reflect.Map:
		if value.IsNil() {
			return nil
		}
		fields := map[string]any{}
		for key, inner := range value.Seq2() {
			if plain := v.plain(inner, at.to(key.String()), secrets); plain != nil {
				fields[key.String()] = plain
			}
		}
		return fields
	case reflect.Slice:
		if value.IsNil() {
			return nil
		}
		items := make([]any, value.Len())
		for i := range items {
			items[i] = v.plain(value.Index(i), at.to(i), secrets)
		}
		return items
	case reflect.String:
		return value.String()
	default:
		return value.Interface()
	}
}

func (v *values) plainOutput(output pulumi.Output, at path, secrets *[]path) any {
	state := stateOf(output)
	if name, isName := v.names[state]; isName {
		return name
	}
	answer, isKnown := v.answer(output, state)
	if !isKnown {
		return unknown
	}
	if answer.Secret {
		*secrets = append(*secrets, at)
	}
	return v.plain(reflect.ValueOf(answer.Value), at, secrets)
}

// answer begins to wait for an Output when first asked.
func (v *values) answer(output pulumi.Output, state *pulumi.OutputState) (answer internals.UnsafeAwaitOutputResult, isKnown bool) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	known, isAsked := v.answers[state]
	if !isAsked {
		v.answers[state] = nil
		go func() {
			answer, err := internals.UnsafeAwaitOutput(v.ctx.Context(), output)
			v.mutex.Lock()
			defer v.mutex.Unlock()
			// The registration of the resource tells of an error.
			answer.Known = answer.Known && err == nil
			v.answers[state] = &answer
		}()
	}
	// An update learns of a resource what its preview does not.
	if known == nil || !known.Known || len(known.Dependencies) > 0 {
		return answer, false
	}
	return *known, true
}

func (v *values) isWaiting() bool {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	for _, answer := range v.answers {
		if answer == nil {
			return true
		}
	}
	return false
}

const (
	pause      = time.Millisecond
	calmPauses = 5
	mostPauses = 2000
)

// wait returns when every Output that was asked for has its value, or no other goroutine has anything left to do but to wait,
// however slow the machine is: by then everything is known that is known without the engine.
func (v *values) wait() {
	active := []metrics.Sample{{Name: "/sched/goroutines/running:goroutines"}, {Name: "/sched/goroutines/runnable:goroutines"}}
	calm := 0
	for pauses := 0; v.isWaiting() && calm < calmPauses && pauses < mostPauses; pauses++ {
		time.Sleep(pause)
		metrics.Read(active)
		if active[0].Value.Uint64()+active[1].Value.Uint64() > 1 {
			calm = 0
		} else {
			calm++
		}
	}
}

// fieldsOf gives arguments by their names on the wire, without those that are not set.
func fieldsOf(args pulumi.Input) pulumi.Map {
	fields := pulumi.Map{}
	for field, value := range taggedFields(reflect.ValueOf(args).Elem()) {
		if input, isSet := value.Interface().(pulumi.Input); isSet {
			fields[field] = input
		}
	}
	return fields
}

// taggedFields gives the fields of a struct by their names on the wire, which in arguments are told by the struct of their values.
func taggedFields(value reflect.Value) map[string]reflect.Value {
	named := value.Type()
	if input, isInput := value.Interface().(pulumi.Input); isInput {
		named = input.ElementType()
		if named.Kind() == reflect.Pointer {
			named = named.Elem()
		}
	}
	fields := map[string]reflect.Value{}
	for i := range value.NumField() {
		if told, isField := named.FieldByName(value.Type().Field(i).Name); isField {
			if tag, _, _ := strings.Cut(told.Tag.Get("pulumi"), ","); tag != "" {
				fields[tag] = value.Field(i)
			}
		}
	}
	return fields
}

// stateOf is what an Output is recognized by.
func stateOf(output pulumi.Output) *pulumi.OutputState {
	state, _ := reflect.ValueOf(output).FieldByName("OutputState").Interface().(*pulumi.OutputState)
	return state
}

// writtenOut gives the text of an input that is no Output.
func writtenOut(input pulumi.Input) (string, bool) {
	if _, isOutput := input.(pulumi.Output); isOutput {
		return "", false
	}
	value := reflect.Indirect(reflect.ValueOf(input))
	return value.String(), value.Kind() == reflect.String
}

func writtenOr(input pulumi.StringInput, otherwise string) (string, bool) {
	if input == nil {
		return otherwise, true
	}
	return writtenOut(input)
}
