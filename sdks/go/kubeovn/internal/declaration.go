package internal

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

const stackType = "pulumi:pulumi:Stack"

// Resource is any resource of this package.
type Resource interface {
	pulumi.CustomResource
	GetProvider(token string) pulumi.ProviderResource
}

// Declaration is one resource of a batch, or none where nobody plans.
type Declaration struct {
	// Props is what the resource is registered with: its arguments, and beside them its place in the batch once that is
	// handed over.
	Props pulumi.Input

	ctx         *pulumi.Context
	batch       *batch
	token, kind string
	name        string
	args        pulumi.Map
	resource    Resource
	options     *pulumi.ResourceOptions
	resolve     func(any)
	reject      func(error)
}

// entry is a declaration as the plugin reads it.
type entry struct {
	Kind       string   `json:"kind"`
	Name       string   `json:"name"`
	Path       string   `json:"path"`
	Owner      string   `json:"owner"`
	DeclaredBy string   `json:"declaredBy,omitempty"`
	Provider   string   `json:"provider"`
	Former     []string `json:"former,omitempty"`
	IsRetained bool     `json:"isRetained,omitempty"`
	Secrets    []path   `json:"secrets,omitempty"`
	Args       any      `json:"args"`
}

func newDeclaration(
	ctx *pulumi.Context,
	batch *batch,
	token, name string,
	args pulumi.Input,
	resource Resource,
	options *pulumi.ResourceOptions,
) *Declaration {
	place, resolve, reject := ctx.NewOutput()
	given := fieldsOf(args)
	props := pulumi.Map{declarationInput: place}
	for field, value := range given {
		props[field] = value
	}
	return &Declaration{
		Props:    props,
		ctx:      ctx,
		batch:    batch,
		token:    token,
		kind:     kindOf(token),
		name:     name,
		args:     given,
		resource: resource,
		options:  options,
		resolve:  resolve,
		reject:   reject,
	}
}

// settle tells the resource where in the batch it stands, and lets it wait for others.
func (d *Declaration) settle(given answer, index int, neighbors []pulumi.Resource) {
	if given.Batch == "" {
		d.resolve(nil)
		return
	}
	place := pulumi.Map{"batch": pulumi.String(given.Batch), "entry": pulumi.Int(index)}
	d.resolve(pulumi.OutputWithDependencies(d.ctx.Context(), place.ToMapOutput(), neighbors...))
}

// provider is the explicit one, from the resource's own options or a parent's.
func (d *Declaration) provider() pulumi.ProviderResource {
	return d.resource.GetProvider(d.token)
}

// destination is which provider a resource is registered with: an explicit one, or the default one of a release of the plugin.
type destination struct {
	provider     pulumi.ProviderResource
	version, url string
}

func (d *Declaration) destination() destination {
	if provider := d.provider(); provider != nil {
		return destination{provider: provider}
	}
	return destination{version: d.options.Version, url: d.options.PluginDownloadURL}
}

// nameOutput is the Output that stands for the name of the resource's object, with the name where that is written out.
func (d *Declaration) nameOutput() (output *pulumi.OutputState, name string, isKnown bool) {
	name = d.name
	if given, isGiven := d.args["name"]; isGiven {
		if name, isKnown = writtenOut(given); !isKnown {
			return nil, "", false
		}
	}
	field := reflect.ValueOf(d.resource).Elem().FieldByName("Name")
	if !field.IsValid() {
		return nil, "", false
	}
	named, isOutput := field.Interface().(pulumi.Output)
	return stateOf(named), name, isOutput
}

func (d *Declaration) entry(program *program, values *values) *entry {
	parents := program.typesOf(d.options.Parent)
	qualified := strings.Join(append(slices.Clone(parents), d.kind), "$")
	at := ownPrefix(d.ctx) + qualified + "/" + d.name
	made := &entry{
		Kind:       d.kind,
		Name:       d.name,
		Path:       qualified + "::" + d.name,
		Owner:      at,
		IsRetained: d.options.RetainOnDelete,
	}
	args := values.plainFields(d.args, &made.Secrets)
	made.Args = args
	if key, isText := args["key"].(string); isText && key != "" && key != unknown {
		made.Owner, made.DeclaredBy = "key/"+key, at
	}
	if provider := d.provider(); provider != nil {
		made.Provider = provider.PulumiResourceName()
	}
	for _, alias := range d.options.Aliases {
		owner := d.ownerOfAlias(program, alias, parents)
		if owner != "" && owner != at && !slices.Contains(made.Former, owner) {
			made.Former = append(made.Former, owner)
		}
	}
	return made
}

// ownerOfAlias is the owner key that an alias stands for; empty when a part of it is not written out.
func (d *Declaration) ownerOfAlias(program *program, alias pulumi.Alias, parents []string) string {
	if alias.URN != nil {
		urn, _ := writtenOut(alias.URN)
		return d.ownerOfURN(urn)
	}
	name, isNamed := writtenOr(alias.Name, d.name)
	project, isOfProject := writtenOr(alias.Project, d.ctx.Project())
	stack, isOfStack := writtenOr(alias.Stack, d.ctx.Stack())
	if !isNamed || !isOfProject || !isOfStack {
		return ""
	}
	switch {
	case alias.Parent != nil:
		parents = program.typesOf(alias.Parent)
	case alias.ParentURN != nil:
		urn, isKnown := writtenOut(alias.ParentURN)
		if !isKnown {
			return ""
		}
		parents = typesInURN(urn)
	case alias.NoParent == pulumi.Bool(true):
		parents = nil
	}
	return d.ownerIn(project, stack, parents, name)
}

// ownerOfURN is the owner key of a resource with this URN: urn:pulumi:<stack>::<project>::<qualified type>::<name>.
func (d *Declaration) ownerOfURN(urn string) string {
	parts := strings.SplitN(urn, "::", 4)
	if len(parts) < 4 {
		return ""
	}
	types := typesInURN(urn)
	stack := strings.TrimPrefix(parts[0], "urn:pulumi:")
	return d.ownerIn(parts[1], stack, types[:max(len(types)-1, 0)], parts[3])
}

func (d *Declaration) ownerIn(project, stack string, parents []string, name string) string {
	qualified := strings.Join(append(slices.Clone(parents), d.kind), "$")
	return ownerPrefix(d.ctx, project, stack) + qualified + "/" + name
}

func ownPrefix(ctx *pulumi.Context) string {
	return ownerPrefix(ctx, ctx.Project(), ctx.Stack())
}

// ownerPrefix is the first part of the owner keys of a stack: the setting kubeovn:owner for this one, or organization, project
// and stack.
func ownerPrefix(ctx *pulumi.Context, project, stack string) string {
	configured, isConfigured := ctx.GetConfig("kubeovn:owner")
	if isConfigured && project == ctx.Project() && stack == ctx.Stack() {
		return configured + "/"
	}
	return ctx.Organization() + "/" + project + "/" + stack + "/"
}

// typesOf are the types of a parent and of its parents, the outermost first.
func (p *program) typesOf(resource pulumi.Resource) []string {
	var types []string
	for resource != nil && resource.PulumiResourceType() != stackType {
		p.mutex.Lock()
		parent, isKnown := p.parents[resource]
		p.mutex.Unlock()
		// It was there before the batch, and so waits for nothing of it.
		if !isKnown {
			urn, _ := internals.UnsafeAwaitOutput(context.Background(), resource.URN())
			known, _ := urn.Value.(pulumi.URN)
			return append(typesInURN(string(known)), types...)
		}
		types = slices.Insert(types, 0, plannedType(resource.PulumiResourceType()))
		resource = parent
	}
	return types
}

// typesInURN are the types in the qualified type of a URN, without the stack's.
func typesInURN(urn string) []string {
	parts := strings.Split(urn, "::")
	if len(parts) < 3 {
		return nil
	}
	var types []string
	for one := range strings.SplitSeq(parts[2], "$") {
		if one != "" && one != stackType {
			types = append(types, plannedType(one))
		}
	}
	return types
}

// kindOf makes a Vip of kubeovn:index:Vip, and a spiderpool.IPPool of kubeovn:spiderpool:IPPool.
func kindOf(token string) string {
	return strings.TrimPrefix(strings.ReplaceAll(strings.TrimPrefix(token, "kubeovn:"), ":", "."), "index.")
}

// plannedType is what a type is called in owner keys, which are those of the classes for TypeScript.
func plannedType(token string) string {
	own, isOurs := strings.CutPrefix(token, "kubeovn:")
	if !isOurs {
		return token
	}
	module, name, _ := strings.Cut(own, ":")
	if module == "index" {
		module = "kubeovn"
	}
	return "pulumi-nodejs:dynamic/" + module + ":" + name
}
