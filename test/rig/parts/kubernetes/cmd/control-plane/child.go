package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// child is one process of the rig, alone in its process group so that a signal reaches what it started too.
type child struct {
	id      string
	command *exec.Cmd
}

func startChild(request request) (*child, error) {
	if len(request.Argv) == 0 {
		return nil, fmt.Errorf("%s: no command", request.ID)
	}
	log, err := os.OpenFile(request.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%s: open log: %w", request.ID, err)
	}
	// The child has its own copy of the descriptor.
	defer log.Close()
	command := exec.Command(request.Argv[0], request.Argv[1:]...)
	command.Dir = request.Dir
	command.Env = os.Environ()
	for name, value := range request.Env {
		command.Env = append(command.Env, name+"="+value)
	}
	command.Stdout = log
	command.Stderr = log
	command.SysProcAttr = childAttributes()
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", request.ID, err)
	}
	return &child{id: request.ID, command: command}, nil
}

func (c *child) pid() int { return c.command.Process.Pid }

func (c *child) signal(name string) error {
	number, isKnown := signals[name]
	if !isKnown {
		return fmt.Errorf("%s: unknown signal %q", c.id, name)
	}
	err := syscall.Kill(-c.pid(), number)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}

func (c *child) wait() event {
	_ = c.command.Wait()
	status, isUnix := c.command.ProcessState.Sys().(syscall.WaitStatus)
	if isUnix && status.Signaled() {
		return event{Event: "exited", ID: c.id, Signal: signalName(status.Signal())}
	}
	code := c.command.ProcessState.ExitCode()
	return event{Event: "exited", ID: c.id, Code: &code}
}

var signals = map[string]syscall.Signal{
	"SIGCONT": syscall.SIGCONT,
	"SIGHUP":  syscall.SIGHUP,
	"SIGINT":  syscall.SIGINT,
	"SIGKILL": syscall.SIGKILL,
	"SIGSTOP": syscall.SIGSTOP,
	"SIGTERM": syscall.SIGTERM,
}

func signalName(number syscall.Signal) string {
	for name, known := range signals {
		if known == number {
			return name
		}
	}
	return fmt.Sprintf("signal %d", number)
}
