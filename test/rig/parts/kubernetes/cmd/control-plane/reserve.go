package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// reservePort binds a port of 127.0.0.1 and never listens on it. Nobody else can be given the port, clients are
// refused while no server runs, and an API server with --permit-port-sharing may bind it again after each restart.
// The descriptor stays open until the process ends.
func reservePort() (int, error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, fmt.Errorf("reserve a port: %w", err)
	}
	unix.CloseOnExec(socket)
	if err := unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return 0, fmt.Errorf("reserve a port: %w", err)
	}
	if err := unix.Bind(socket, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, fmt.Errorf("reserve a port: %w", err)
	}
	address, err := unix.Getsockname(socket)
	if err != nil {
		return 0, fmt.Errorf("reserve a port: %w", err)
	}
	inet, isInet := address.(*unix.SockaddrInet4)
	if !isInet {
		return 0, fmt.Errorf("reserve a port: unexpected address %T", address)
	}
	return inet.Port, nil
}
