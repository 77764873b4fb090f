package internal

import (
	"encoding/json"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	batchFormat      = 2
	declareToken     = "kubeovn:index:declare"
	declarationInput = "__declaration"
)

// program is what the batches of one run of a program have in common.
type program struct {
	mutex sync.Mutex
	// In the order in which they are planned, each around those before it.
	batches []*batch
	parents map[pulumi.Resource]pulumi.Resource
	// Where the name of one resource stands in the arguments of another, its declared name is known.
	names map[*pulumi.OutputState]string
	// By their paths, which stand for them in answers.
	resources map[string]pulumi.Resource
	listeners map[destination]*listener
}

// batch is what is planned together.
type batch struct {
	program *program
	// The batch of the function in which a goroutine was started that declares this one: it comes before.
	outer *batch

	mutex        sync.Mutex
	isClosed     bool
	declarations []*Declaration

	// JSON text of the batch once it is written, or why there is none; there may be nothing to hand over.
	text    string
	err     error
	written chan struct{}
}

// listener is what one provider has been told: all batches up to the last one that it has a part in, one after another. Once one
// has failed, none is told: the plugin may have it, and would plan it twice.
type listener struct {
	mutex   sync.Mutex
	answers []answer
	err     error
}

// answer is the plugin's: its name for the batch, and for each declaration the paths of those that are made before it. It is
// empty while the provider's own settings are unknown; nothing is checked then.
type answer struct {
	Batch string     `pulumi:"batch"`
	After [][]string `pulumi:"after"`
}

type batchKey struct{}

// Planned is what the package kubeovn exports under this name.
func Planned(body pulumi.RunFunc) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		outer, isPlanned := ctx.Value(batchKey{}).(*batch)
		switch {
		case ctx.RunningWithMocks() || isPlanned && isRunning():
			return body(ctx)
		case isPlanned:
			return newBatch(outer.program, outer).run(ctx, body)
		}
		program := newProgram()
		if err := ctx.RegisterStackTransformation(program.keepParent); err != nil {
			return err
		}
		return newBatch(program, nil).run(ctx, body)
	}
}

func newProgram() *program {
	return &program{
		parents:   map[pulumi.Resource]pulumi.Resource{},
		names:     map[*pulumi.OutputState]string{},
		resources: map[string]pulumi.Resource{},
		listeners: map[destination]*listener{},
	}
}

// keepParent changes nothing: no other place tells the parent of a component.
func (p *program) keepParent(args *pulumi.ResourceTransformationArgs) *pulumi.ResourceTransformationResult {
	if options, err := pulumi.NewResourceOptions(args.Opts...); err == nil {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.parents[args.Resource] = options.Parent
	}
	return nil
}

func newBatch(program *program, outer *batch) *batch {
	return &batch{program: program, outer: outer, written: make(chan struct{})}
}

// run is a frame of the stack in which everything is declared that belongs to the batch.
func (b *batch) run(ctx *pulumi.Context, body pulumi.RunFunc) error {
	err := body(ctx.WithValue(batchKey{}, b))
	b.close(ctx, err)
	return err
}

const runFrame = "/internal.(*batch).run"

// isRunning tells that the function of a batch is what calls, rather than a goroutine, as that of ApplyT is, which may come sooner
// in one run than in another.
func isRunning() bool {
	var counters [64]uintptr
	for skip := 2; ; skip += len(counters) {
		count := runtime.Callers(skip, counters[:])
		if count == 0 {
			return false
		}
		frames := runtime.CallersFrames(counters[:count])
		for {
			frame, hasMore := frames.Next()
			if strings.HasSuffix(frame.Function, runFrame) {
				return true
			}
			if !hasMore {
				break
			}
		}
	}
}

// Declare is called before a resource is registered, with what it would be registered with.
func Declare(
	ctx *pulumi.Context,
	token, name string,
	args pulumi.Input,
	resource Resource,
	opts []pulumi.ResourceOption,
) *Declaration {
	options, err := pulumi.NewResourceOptions(opts...)
	outer, isPlanned := ctx.Value(batchKey{}).(*batch)
	if err != nil || !isPlanned || options.URN != "" {
		return &Declaration{Props: args}
	}
	return newDeclaration(ctx, outer, token, name, args, resource, options)
}

// Registered is called right after the registration has begun, or has failed.
func (d *Declaration) Registered(err error) {
	switch {
	case d.batch == nil:
	case err != nil:
		d.reject(err)
	case isRunning() && d.batch.add(d):
	default:
		own := newBatch(d.batch.program, d.batch)
		own.add(d)
		own.close(d.ctx, nil)
	}
}

// add tells whether the batch was open.
func (b *batch) add(declared *Declaration) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.isClosed {
		return false
	}
	b.declarations = append(b.declarations, declared)
	b.program.keepName(declared)
	return true
}

func (p *program) keepName(declared *Declaration) {
	if output, name, isKnown := declared.nameOutput(); isKnown {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.names[output] = name
	}
}

// close hands over what the batch has. With an error nothing is: half a program would lead to other addresses than the whole.
func (b *batch) close(ctx *pulumi.Context, err error) {
	b.mutex.Lock()
	b.isClosed = true
	b.mutex.Unlock()
	go b.handOver(ctx, err)
}

func (b *batch) handOver(ctx *pulumi.Context, err error) {
	if b.outer != nil {
		<-b.outer.written
		if err == nil {
			err = b.outer.err
		}
	}
	index := b.program.append(b)
	if err == nil && len(b.declarations) > 0 {
		b.text, err = b.write(ctx)
	}
	b.err = err
	close(b.written)
	if err != nil {
		for _, declared := range b.declarations {
			declared.reject(err)
		}
		return
	}
	entries := map[destination][]int{}
	for entry, declared := range b.declarations {
		to := declared.destination()
		entries[to] = append(entries[to], entry)
	}
	for to, mine := range entries {
		go b.settle(ctx, to, index, mine)
	}
}

// append gives the index of the batch.
func (p *program) append(b *batch) int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.batches = append(p.batches, b)
	return len(p.batches) - 1
}

// settle tells the resources of one provider where they stand.
func (b *batch) settle(ctx *pulumi.Context, to destination, index int, entries []int) {
	answer, err := b.program.declareTo(ctx, to, index)
	for _, entry := range entries {
		if err != nil {
			b.declarations[entry].reject(err)
		} else {
			b.declarations[entry].settle(answer, entry, b.program.neighbors(answer, entry))
		}
	}
}

func (b *batch) write(ctx *pulumi.Context) (string, error) {
	values := newValues(ctx, b.program.namesSoFar())
	for _, declared := range b.declarations {
		values.ask(declared.args)
	}
	values.wait()
	entries := make([]*entry, len(b.declarations))
	for i, declared := range b.declarations {
		entries[i] = declared.entry(b.program, values)
	}
	b.program.keepPaths(entries, b.declarations)
	text, err := json.Marshal(map[string]any{
		"format":       batchFormat,
		"ownerPrefix":  ownPrefix(ctx),
		"dryRun":       ctx.DryRun(),
		"declarations": entries,
	})
	return string(text), err
}

func (p *program) namesSoFar() map[*pulumi.OutputState]string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return maps.Clone(p.names)
}

func (p *program) keepPaths(entries []*entry, declarations []*Declaration) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for i, declared := range declarations {
		p.resources[entries[i].Path] = declared.resource
	}
}

// declareTo gives the provider's answer to a batch.
func (p *program) declareTo(ctx *pulumi.Context, to destination, index int) (answer, error) {
	p.mutex.Lock()
	told, isKnown := p.listeners[to]
	if !isKnown {
		told = &listener{}
		p.listeners[to] = told
	}
	batches := p.batches
	p.mutex.Unlock()
	told.mutex.Lock()
	defer told.mutex.Unlock()
	for len(told.answers) <= index {
		if told.err != nil {
			return answer{}, told.err
		}
		earlier := batches[len(told.answers)]
		<-earlier.written
		var next answer
		if earlier.text != "" {
			if next, told.err = declare(ctx, to, earlier.text); told.err != nil {
				continue
			}
		}
		told.answers = append(told.answers, next)
	}
	return told.answers[index], nil
}

func declare(ctx *pulumi.Context, to destination, text string) (answer, error) {
	opts := []pulumi.InvokeOption{}
	if to.provider != nil {
		opts = append(opts, pulumi.Provider(to.provider))
	}
	if to.version != "" {
		opts = append(opts, pulumi.Version(to.version))
	}
	if to.url != "" {
		opts = append(opts, pulumi.PluginDownloadURL(to.url))
	}
	var given answer
	args := struct {
		Batch string `pulumi:"batch"`
	}{text}
	if err := ctx.Invoke(declareToken, &args, &given, PkgInvokeDefaultOpts(opts)...); err != nil {
		return answer{}, fmt.Errorf("the program's declarations could not be handed over: %w", err)
	}
	return given, nil
}

// neighbors are the resources that one of a batch waits for.
func (p *program) neighbors(given answer, entry int) []pulumi.Resource {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var found []pulumi.Resource
	if entry < len(given.After) {
		for _, path := range given.After[entry] {
			if resource, isKnown := p.resources[path]; isKnown {
				found = append(found, resource)
			}
		}
	}
	return found
}
