// Command ovsdb-peer does with libovsdb what bench/ovsdb.ts does, and prints milliseconds and bytes as JSON.
//
//	ovsdb-peer ports ENDPOINT SWITCH COUNT    creates, changes and deletes virtual ports
//	ovsdb-peer monitor ENDPOINT               makes a replica of all ports
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	"github.com/ovn-org/libovsdb/client"
	"github.com/ovn-org/libovsdb/model"
	"github.com/ovn-org/libovsdb/ovsdb"
)

type logicalSwitch struct {
	UUID  string   `ovsdb:"_uuid"`
	Name  string   `ovsdb:"name"`
	Ports []string `ovsdb:"ports"`
}

type logicalSwitchPort struct {
	UUID        string            `ovsdb:"_uuid"`
	Name        string            `ovsdb:"name"`
	Type        string            `ovsdb:"type"`
	Options     map[string]string `ovsdb:"options"`
	ExternalIDs map[string]string `ovsdb:"external_ids"`
}

func main() {
	var figures any
	var err error
	switch {
	case len(os.Args) == 5 && os.Args[1] == "ports":
		var count int
		if count, err = strconv.Atoi(os.Args[4]); err == nil {
			figures, err = ports(os.Args[2], os.Args[3], count)
		}
	case len(os.Args) == 3 && os.Args[1] == "monitor":
		figures, err = monitor(os.Args[2])
	default:
		err = fmt.Errorf("usage: ovsdb-peer ports ENDPOINT SWITCH COUNT | monitor ENDPOINT")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(figures)
}

func connect(ctx context.Context, endpoint string) (client.Client, error) {
	database, err := model.NewClientDBModel("OVN_Northbound", map[string]model.Model{
		"Logical_Switch":      &logicalSwitch{},
		"Logical_Switch_Port": &logicalSwitchPort{},
	})
	if err != nil {
		return nil, err
	}
	quiet := logr.Discard()
	connected, err := client.NewOVSDBClient(database, client.WithEndpoint(endpoint), client.WithLogger(&quiet))
	if err != nil {
		return nil, err
	}
	return connected, connected.Connect(ctx)
}

// options are those of bench/ovsdb.ts.
func options(at int, parent string) map[string]string {
	return map[string]string{
		"virtual-ip":      fmt.Sprintf("10.%d.%d.%d", at>>16, at>>8&255, at&255),
		"virtual-parents": fmt.Sprintf("%s%d.shop,%s%d.lab", parent, at, parent, at),
	}
}

func transact(ctx context.Context, c client.Client, operations []ovsdb.Operation) ([]ovsdb.OperationResult, error) {
	results, err := c.Transact(ctx, operations...)
	if err != nil {
		return nil, err
	}
	_, err = ovsdb.CheckOperationResults(results, operations)
	return results, err
}

func ports(endpoint, switchName string, count int) (map[string]float64, error) {
	ctx := context.Background()
	figures := map[string]float64{}
	lap := func(name string, started time.Time) { figures[name] = float64(time.Since(started).Microseconds()) / 1000 }

	started := time.Now()
	c, err := connect(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	bySwitch := ovsdb.NewCondition("name", ovsdb.ConditionEqual, switchName)
	models := make([]model.Model, count)
	names := make([]string, count)
	for at := range models {
		names[at] = fmt.Sprintf("p%d", at)
		models[at] = &logicalSwitchPort{
			UUID: names[at], Name: names[at], Type: "virtual", Options: options(at, "a"),
			ExternalIDs: map[string]string{"ls": switchName, "vendor": "kube-ovn"},
		}
	}
	operations, err := c.Create(models...)
	if err != nil {
		return nil, err
	}
	uuids := make([]any, count)
	for at, name := range names {
		uuids[at] = ovsdb.UUID{GoUUID: name}
	}
	members := func(mutator ovsdb.Mutator) ovsdb.Operation {
		return ovsdb.Operation{
			Op: ovsdb.OperationMutate, Table: "Logical_Switch", Where: []ovsdb.Condition{bySwitch},
			Mutations: []ovsdb.Mutation{*ovsdb.NewMutation("ports", mutator, ovsdb.OvsSet{GoSet: uuids})},
		}
	}
	results, err := transact(ctx, c, append(operations, members(ovsdb.MutateOperationInsert)))
	if err != nil {
		return nil, err
	}
	lap("createMs", started)

	started = time.Now()
	operations = operations[:0]
	for at := range models {
		port := &logicalSwitchPort{UUID: results[at].UUID.GoUUID, Options: options(at, "b")}
		updates, err := c.Where(port).Update(port, &port.Options)
		if err != nil {
			return nil, err
		}
		operations = append(operations, updates...)
	}
	if _, err = transact(ctx, c, operations); err != nil {
		return nil, err
	}
	lap("changeMs", started)

	started = time.Now()
	for at := range uuids {
		uuids[at] = results[at].UUID
	}
	if _, err = transact(ctx, c, []ovsdb.Operation{members(ovsdb.MutateOperationDelete)}); err != nil {
		return nil, err
	}
	lap("deleteMs", started)
	return figures, nil
}

func monitor(endpoint string) (map[string]float64, error) {
	ctx := context.Background()
	started := time.Now()
	c, err := connect(ctx, endpoint)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if _, err = c.Monitor(ctx, c.NewMonitor(client.WithTable(&logicalSwitchPort{}))); err != nil {
		return nil, err
	}
	rows := float64(c.Cache().Table("Logical_Switch_Port").Len())
	elapsed := float64(time.Since(started).Microseconds()) / 1000
	var usage syscall.Rusage
	if err = syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return nil, err
	}
	return map[string]float64{"rows": rows, "replicaMs": elapsed, "peakBytes": float64(usage.Maxrss) * 1024}, nil
}
