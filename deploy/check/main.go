// Loads a compose file by the library of the compose specification, the one that Docker Compose is
// made of, and prints what it understood: compose-check [-env FILE] [-over FILE] FILE [PROFILE...]
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
	over := flag.String("over", "", "a second file, as docker compose -f takes it after the first")
	flag.Parse()
	if flag.NArg() < 1 {
		fail(fmt.Errorf("name a compose file, then profiles"))
	}
	var files []string
	if *env != "" {
		files = append(files, *env)
	}
	paths := []string{flag.Arg(0)}
	if *over != "" {
		paths = append(paths, *over)
	}
	options, err := cli.NewProjectOptions(
		paths,
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
