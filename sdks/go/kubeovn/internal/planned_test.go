package internal

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// silent stands for a plugin that answers nothing.
type silent struct{ calls int }

func (s *silent) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return args.Name, args.Inputs, nil
}

func (s *silent) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	s.calls++
	return nil, errors.New("no answer")
}

func runWith(t *testing.T, plugin *silent, body func(ctx *pulumi.Context)) {
	t.Helper()
	run := func(ctx *pulumi.Context) error {
		body(ctx)
		return nil
	}
	if err := pulumi.RunErr(run, pulumi.WithMocks("project", "stack", plugin)); err != nil {
		t.Fatal(err)
	}
}

func TestAHandOverThatHasFailedIsNotTriedAgain(t *testing.T) {
	plugin := &silent{}
	runWith(t, plugin, func(ctx *pulumi.Context) {
		program := newProgram()
		for _, text := range []string{"first", "second"} {
			batch := newBatch(program, nil)
			batch.text = text
			close(batch.written)
			program.append(batch)
		}
		for index := range program.batches {
			_, err := program.declareTo(ctx, destination{}, index)
			if err == nil || !strings.Contains(err.Error(), "no answer") {
				t.Errorf("batch %d: %v", index, err)
			}
		}
	})
	if plugin.calls != 1 {
		t.Errorf("%d calls", plugin.calls)
	}
}

func TestTheFieldThatIsSecretIsNamedAndNoOther(t *testing.T) {
	type inner struct {
		Open   pulumi.StringInput `pulumi:"open"`
		Hidden pulumi.StringInput `pulumi:"hidden"`
	}
	type outer struct {
		Items []inner `pulumi:"items"`
	}
	runWith(t, &silent{}, func(ctx *pulumi.Context) {
		hidden := pulumi.ToSecret(pulumi.String("hush")).(pulumi.StringOutput)
		args := reflect.ValueOf(outer{Items: []inner{{Open: pulumi.String("shown"), Hidden: hidden}}})
		values := newValues(ctx, nil)
		values.plain(args, nil, &[]path{})
		values.wait()
		var secrets []path
		plain := values.plain(args, nil, &secrets)
		if expected := map[string]any{"items": []any{map[string]any{"open": "shown", "hidden": "hush"}}}; !reflect.DeepEqual(plain, expected) {
			t.Errorf("%v", plain)
		}
		if places := []path{{"items", 0, "hidden"}}; !reflect.DeepEqual(secrets, places) {
			t.Errorf("secrets at %v", secrets)
		}
	})
}
