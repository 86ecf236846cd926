// One binary for all that a Karmada control plane runs beside its API server, and for karmadactl: linked once.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd/util"
	controllerruntime "sigs.k8s.io/controller-runtime"

	aggregated "github.com/karmada-io/karmada/cmd/aggregated-apiserver/app"
	controllers "github.com/karmada-io/karmada/cmd/controller-manager/app"
	scheduler "github.com/karmada-io/karmada/cmd/scheduler/app"
	webhook "github.com/karmada-io/karmada/cmd/webhook/app"
	"github.com/karmada-io/karmada/pkg/karmadactl"
)

// Constructors, not commands: each registers its flags and metrics with what the process has only one of.
var programs = map[string]func(context.Context) *cobra.Command{
	"aggregated-apiserver": aggregated.NewAggregatedApiserverCommand,
	"controller-manager":   controllers.NewControllerManagerCommand,
	"scheduler":            func(ctx context.Context) *cobra.Command { return scheduler.NewSchedulerCommand(ctx) },
	"webhook":              webhook.NewWebhookCommand,
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "karmadactl" {
		command := karmadactl.NewKarmadaCtlCommand("karmadactl", "karmadactl")
		command.SetArgs(os.Args[2:])
		util.CheckErr(cli.RunNoErrOutput(command))
		return
	}
	if len(os.Args) < 2 || programs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: karmada aggregated-apiserver|controller-manager|scheduler|webhook|karmadactl [flags]")
		os.Exit(2)
	}
	command := programs[os.Args[1]](controllerruntime.SetupSignalHandler())
	command.SetArgs(os.Args[2:])
	os.Exit(cli.Run(command))
}
