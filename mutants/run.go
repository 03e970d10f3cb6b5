package mutants

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// plan lists the tasks: each model as it is, then each operator on each model
// that it applies to, once a seed.
func plan(operators []Operator, models []string, seeds int64) []task {
	var tasks []task
	for _, model := range models {
		tasks = append(tasks, task{Model: model})
		for _, o := range operators {
			for seed := int64(1); seed <= seeds && o.appliesTo(model); seed++ {
				tasks = append(tasks, task{o.Name, model, seed})
			}
		}
	}
	return tasks
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
