package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"
)

// request is one line of standard input.
//
//	{"do": "start", "id", "argv", "env"?, "log", "dir"?}   start a child; its output is appended to the log file
//	{"do": "signal", "id", "signal"}                       send a signal to the child's process group
//	{"do": "reserve", "id"}                                hold a port of 127.0.0.1 for as long as the supervisor lives
type request struct {
	Do     string            `json:"do"`
	ID     string            `json:"id"`
	Argv   []string          `json:"argv"`
	Env    map[string]string `json:"env"`
	Log    string            `json:"log"`
	Dir    string            `json:"dir"`
	Signal string            `json:"signal"`
}

// event is one line of standard output: "started" (pid), "exited" (code or signal), "reserved" (port), "failed" (error).
type event struct {
	Event  string `json:"event"`
	ID     string `json:"id"`
	Pid    int    `json:"pid,omitempty"`
	Code   *int   `json:"code,omitempty"`
	Signal string `json:"signal,omitempty"`
	Port   int    `json:"port,omitempty"`
	Error  string `json:"error,omitempty"`
}

func newSuperviseCommand() *cobra.Command {
	var folder string
	command := &cobra.Command{
		Use:          "supervise",
		Short:        "Own the processes of a rig: JSON lines in, JSON lines out; everything ends when standard input closes",
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			err := supervise(os.Stdin, os.Stdout)
			// Here rather than in the runner, which may have been killed.
			if folder != "" {
				err = errors.Join(err, os.RemoveAll(folder))
			}
			return err
		},
	}
	command.Flags().StringVar(&folder, "remove", "", "folder to remove at the end")
	return command
}

func supervise(input io.Reader, output io.Writer) error {
	// Pdeathsig follows the thread that started a child, not the process, so every start must come from a thread
	// that lives until the end.
	runtime.LockOSThread()
	stop := stopSignals()
	requests := readRequests(input)
	exits := make(chan event)
	children := map[string]*child{}
	report := json.NewEncoder(output)

	for {
		select {
		case request, isOpen := <-requests:
			if !isOpen {
				return killAll(children, exits)
			}
			if answer := handle(request, children, exits); answer != nil {
				// The runner may be gone already; then standard input says so next.
				_ = report.Encode(answer)
			}
		case exit := <-exits:
			delete(children, exit.ID)
			_ = report.Encode(exit)
		case <-stop:
			return killAll(children, exits)
		}
	}
}

func handle(request request, children map[string]*child, exits chan<- event) *event {
	fail := func(err error) *event { return &event{Event: "failed", ID: request.ID, Error: err.Error()} }
	switch request.Do {
	case "start":
		if children[request.ID] != nil {
			return fail(fmt.Errorf("%s is running", request.ID))
		}
		started, err := startChild(request)
		if err != nil {
			return fail(err)
		}
		children[request.ID] = started
		go func() { exits <- started.wait() }()
		return &event{Event: "started", ID: request.ID, Pid: started.pid()}
	case "signal":
		running := children[request.ID]
		if running == nil {
			// It ended between the asking and the arrival: its "exited" line tells the runner.
			return nil
		}
		if err := running.signal(request.Signal); err != nil {
			return fail(err)
		}
		return nil
	case "reserve":
		port, err := reservePort()
		if err != nil {
			return fail(err)
		}
		return &event{Event: "reserved", ID: request.ID, Port: port}
	default:
		return fail(fmt.Errorf("unknown request %q", request.Do))
	}
}

func killAll(children map[string]*child, exits <-chan event) error {
	for _, running := range children {
		_ = running.signal("SIGKILL")
	}
	for range children {
		<-exits
	}
	return nil
}

// readRequests closes its channel at the end of input, and also at a line that is no request: a runner that
// talks nonsense cannot be trusted to end its children.
func readRequests(input io.Reader) <-chan request {
	requests := make(chan request)
	go func() {
		defer close(requests)
		decoder := json.NewDecoder(bufio.NewReader(input))
		for {
			var next request
			if err := decoder.Decode(&next); err != nil {
				if err != io.EOF {
					fmt.Fprintln(os.Stderr, "supervise:", err)
				}
				return
			}
			requests <- next
		}
	}()
	return requests
}

// stopSignals catches rather than ignores, since an ignored signal would stay ignored in the children. Ctrl-C
// reaches the whole foreground group: the runner decides what it means, and closes standard input.
func stopSignals() <-chan os.Signal {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGHUP, syscall.SIGPIPE)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	return stop
}
