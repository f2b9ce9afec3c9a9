using ReferralSilo.Benchmarks;

return args switch
{
    ["ledger", .. var rest] => await LedgerBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/ReferralSilo.Benchmarks -- ledger [seconds per round [postgres|sqlite]]");
    return 2;
}
