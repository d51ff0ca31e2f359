// Loads a compose file by the library of the compose specification, the one that Docker Compose is
// made of, and prints what it understood: compose-check FILE [PROFILE...]
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("name a compose file, then profiles"))
	}
	options, err := cli.NewProjectOptions(
		os.Args[1:2],
		cli.WithProfiles(os.Args[2:]),
		cli.WithoutEnvironmentResolution,
	)
	if err != nil {
		fail(err)
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		fail(err)
	}
	text, err := project.MarshalJSON()
	if err != nil {
		fail(err)
	}
	fmt.Println(string(text))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
