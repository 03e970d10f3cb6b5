package mutants

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// plan lists the tasks: each model as it is, then each operator on each model
// that it applies to, once a seed. Where each is not 0 an operator is made in
// so many of its models, taken in turn so that all models get their share.
func plan(operators []Operator, models []string, seeds int64, each int) []task {
	var tasks []task
	for _, model := range models {
		tasks = append(tasks, task{Model: model})
	}
	for i, o := range operators {
		for _, model := range inTurn(o.among(models), i, each) {
			for seed := int64(1); seed <= seeds; seed++ {
				tasks = append(tasks, task{o.Name, model, seed})
			}
		}
	}
	return tasks
}

// inTurn is n of the models from the i-th on, or all where n is 0.
func inTurn(models []string, i, n int) []string {
	if n == 0 || n >= len(models) {
		return models
	}
	chosen := make([]string, n)
	for k := range chosen {
		chosen[k] = models[(i+k)%len(models)]
	}
	return chosen
}

// run does the tasks, each worker one at a time, and tells each outcome as it
// comes in. Its error is the first of the context or of tell.
func run(ctx context.Context, workers []*checker, tasks []task, tell func(outcome) error) error {
	todo := make(chan task, len(tasks))
	for _, t := range tasks {
		todo <- t
	}
	close(todo)
	var telling sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for _, worker := range workers {
		group.Go(func() error {
			for t := range todo {
				o, err := worker.check(ctx, t)
				if err != nil {
					return err
				}
				telling.Lock()
				err = tell(o)
				telling.Unlock()
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
