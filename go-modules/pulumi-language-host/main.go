// Command pulumi-language-host generates classes and links them into a program, as `pulumi package add` asks of a language host.
//
// The language hosts that the Go module proxy serves are older than these calls. This one starts such a host, which is in the
// folder older/ beside it under the same name, and passes on what it does not answer itself.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
)

// language is a key of toolchains; the linker sets it.
var language string

// answers names the methods that are not passed on.
var answers = []string{"GeneratePackage", "Link", "InstallDependencies"}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	port, older, err := startOlder()
	if err != nil {
		return err
	}
	to := grpc.WithTransportCredentials(insecure.NewCredentials())
	connection, err := grpc.NewClient("127.0.0.1:"+port, to, rpcutil.GrpcChannelOptions())
	if err != nil {
		return err
	}
	served, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Init: func(server *grpc.Server) error {
			server.RegisterService(answered(), host{toolchain: toolchains[language]})
			return nil
		},
		Options: []grpc.ServerOption{
			grpc.ForceServerCodec(codec{}),
			grpc.UnknownServiceHandler(func(_ any, call grpc.ServerStream) error { return pass(connection, call) }),
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(served.Port)
	return older.Wait()
}

// startOlder starts the older host with the engine's arguments, and reads the port that it prints.
func startOlder() (string, *exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	older := exec.Command(filepath.Join(filepath.Dir(self), "older", filepath.Base(self)), os.Args[1:]...)
	older.Stderr = os.Stderr
	output, err := older.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := older.Start(); err != nil {
		return "", nil, err
	}
	reader := bufio.NewReader(output)
	port, err := reader.ReadString('\n')
	if err != nil {
		return "", nil, errors.Join(err, older.Wait())
	}
	go io.Copy(os.Stdout, reader)
	return strings.TrimSpace(port), older, nil
}

// answered is a language host with those methods alone that are not passed on.
func answered() *grpc.ServiceDesc {
	description := pulumirpc.LanguageRuntime_ServiceDesc
	description.Methods = slices.DeleteFunc(slices.Clone(description.Methods), func(method grpc.MethodDesc) bool {
		return !slices.Contains(answers, method.MethodName)
	})
	description.Streams = slices.DeleteFunc(slices.Clone(description.Streams), func(method grpc.StreamDesc) bool {
		return !slices.Contains(answers, method.StreamName)
	})
	return &description
}

// pass has one request answered by the older host: all methods take one, and answer with one message or with several.
func pass(connection *grpc.ClientConn, call grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(call)
	var message raw
	if err := call.RecvMsg(&message); err != nil {
		return err
	}
	older, err := connection.NewStream(call.Context(), &grpc.StreamDesc{ServerStreams: true}, method, grpc.ForceCodec(codec{}))
	if err != nil {
		return err
	}
	if err := errors.Join(older.SendMsg(&message), older.CloseSend()); err != nil {
		return err
	}
	for {
		switch err := older.RecvMsg(&message); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := call.SendMsg(&message); err != nil {
			return err
		}
	}
}

// raw is a message that is passed on as it is.
type raw []byte

type codec struct{}

func (codec) Name() string { return "proto" }

func (codec) Marshal(message any) ([]byte, error) {
	if text, isRaw := message.(*raw); isRaw {
		return *text, nil
	}
	return proto.Marshal(message.(proto.Message))
}

func (codec) Unmarshal(text []byte, message any) error {
	if target, isRaw := message.(*raw); isRaw {
		*target = slices.Clone(text)
		return nil
	}
	return proto.Unmarshal(text, message.(proto.Message))
}
