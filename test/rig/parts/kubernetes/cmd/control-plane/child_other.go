//go:build !linux

package main

import "syscall"

// Other systems have no parent-death signal: there only a kill -9 of the supervisor itself leaves orphans.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
