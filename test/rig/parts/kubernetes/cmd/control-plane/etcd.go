package main

import (
	"fmt"
	"net/url"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
)

// 10,000 pods of 20 KB with their history pass etcd's default of 2 GiB between two compactions.
const quotaBytes = 8 << 30

// newEtcdCommand runs one etcd member in this process, on a port the kernel picks, and prints
// "etcd ready http://127.0.0.1:PORT" once it serves.
func newEtcdCommand() *cobra.Command {
	var directory string
	command := &cobra.Command{
		Use:          "etcd",
		SilenceUsage: true,
		RunE:         func(*cobra.Command, []string) error { return runEtcd(directory) },
	}
	command.Flags().StringVar(&directory, "data-dir", "", "directory of the store")
	return command
}

func runEtcd(directory string) error {
	anyPort := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config := embed.NewConfig()
	config.Dir = directory
	config.ListenClientUrls = []url.URL{anyPort}
	config.AdvertiseClientUrls = []url.URL{anyPort}
	config.ListenPeerUrls = []url.URL{anyPort}
	config.AdvertisePeerUrls = []url.URL{anyPort}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.QuotaBackendBytes = quotaBytes
	// A rig never outlives its machine's power, and fsync is most of the cost of a write.
	config.UnsafeNoFsync = true
	config.LogLevel = "error"
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return fmt.Errorf("start etcd in %s: %w", directory, err)
	}
	defer etcd.Close()
	select {
	case <-etcd.Server.ReadyNotify():
	case err := <-etcd.Err():
		return fmt.Errorf("etcd in %s: %w", directory, err)
	}
	fmt.Printf("etcd ready http://%s\n", etcd.Clients[0].Addr())
	select {
	case <-etcd.Server.StopNotify():
		return nil
	case err := <-etcd.Err():
		return fmt.Errorf("etcd in %s: %w", directory, err)
	}
}
