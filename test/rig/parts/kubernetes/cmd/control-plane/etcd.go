package main

import (
	"fmt"
	"net/url"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
)

// 10,000 pods of 20 KB with their history pass etcd's default of 2 GiB between two compactions.
const quotaBytes = 8 << 30

// newEtcdCommand runs one etcd member in this process. Its port may be held by the supervisor, so that it comes back
// on it.
func newEtcdCommand() *cobra.Command {
	var directory string
	var port int
	command := &cobra.Command{
		Use:          "etcd",
		SilenceUsage: true,
		RunE:         func(*cobra.Command, []string) error { return runEtcd(directory, port) },
	}
	command.Flags().StringVar(&directory, "data-dir", "", "directory of the store")
	command.Flags().IntVar(&port, "port", 0, "port of 127.0.0.1 for clients")
	return command
}

func runEtcd(directory string, port int) error {
	clients := []url.URL{{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}}
	peers := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config := embed.NewConfig()
	config.Dir = directory
	config.ListenClientUrls = clients
	config.AdvertiseClientUrls = clients
	config.ListenPeerUrls = peers
	config.AdvertisePeerUrls = peers
	config.SocketOpts.ReusePort = true
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
	select {
	case <-etcd.Server.StopNotify():
		return nil
	case err := <-etcd.Err():
		return fmt.Errorf("etcd in %s: %w", directory, err)
	}
}
