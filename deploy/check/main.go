// Loads a compose file by the library of the compose specification, the one that Docker Compose is
// made of, and prints what it understood: compose-check [-env FILE] FILE [PROFILE...]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	env := flag.String("env", "", "a file of variables, as docker compose --env-file takes it")
	flag.Parse()
	if flag.NArg() < 1 {
		fail(fmt.Errorf("name a compose file, then profiles"))
	}
	var files []string
	if *env != "" {
		files = append(files, *env)
	}
	options, err := cli.NewProjectOptions(
		flag.Args()[:1],
		cli.WithEnvFiles(files...),
		cli.WithDotEnv,
		cli.WithDefaultProfiles(flag.Args()[1:]...),
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
