using AllocationStudy;

await LedgerPool.GenerateAsync(args[0], CancellationToken.None);
