using ReferralSilo.Benchmarks;

try
{
    switch (args)
    {
        case ["ledger", .. var rest]: return await LedgerBenchmark.Run(rest);
        case ["peer", .. var rest]: return await Measured(PeerBenchmark.Run, rest);
        case ["dom", .. var rest]: return await Measured(DomBenchmark.Run, rest);
        case ["job", .. var rest]: return await Measured(JobBenchmark.Run, rest);
        case ["silos", .. var rest]: return await Measured(SilosBenchmark.Run, rest);
        case ["across", .. var rest]: return await Measured(AcrossBenchmark.Run, rest);
        case ["start", .. var rest]: return await Measured(StartBenchmark.Run, rest);
        case ["lists", .. var rest]: return await Measured(ListsBenchmark.Run, rest);
        case ["sign-in", .. var rest]: return await Measured(SignInBenchmark.Run, rest);
        case ["screens", .. var rest]: return await Measured(ScreensBenchmark.Run, rest);
        case ["messages", .. var rest]: return await Measured(MessagesBenchmark.Run, rest);
        case ["message-pace", .. var rest]: return await Measured(MessagePaceBenchmark.Run, rest);
        case ["line", .. var rest]: return await Measured(LineBenchmark.Run, rest);
        case ["matching-call", .. var rest]: return await Measured(MatchingCallBenchmark.Run, rest);
        case ["matching", .. var rest]: return await Measured(MatchingBenchmark.Run, rest);
        default: return Usage();
    }
}
catch (CannotMeasureException cannot)
{
    Console.Error.WriteLine(cannot.Message);
    return 1;
}

static async Task<int> Measured(Func<string[], Task> benchmark, string[] arguments)
{
    Report.Machine();
    await benchmark(arguments);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project tests/ReferralSilo.Benchmarks --
          ledger [seconds per round [postgres|sqlite]]
          peer   [--subs 20] [--seconds 10] [--rounds 2] [--engine postgres|sqlite]
          dom    [--rate 20] [--seconds 30] [--engine postgres|sqlite]
          job    [--seconds 10] [--conc 32] [--engine postgres|sqlite]
          silos  [--seconds 10] [--conc 32] [--rounds 2]
          across [--rate 15] [--seconds 67] [--silos 3]
          start  [--rounds 5] [--engine postgres|sqlite]
          lists  [--events 1000000] [--seconds 10] [--engine postgres|sqlite]
          sign-in [--tries 60] [--rounds 15] [--engine postgres|sqlite]
          screens [--rounds 5] [--engine postgres|sqlite]
          messages [--channel sms|email] [--sends 10000] [--silos 3] [--lose 5] [--kill 20] [--conc 16] [--seed 1]
          message-pace [--seconds 600] [--rate 100] [--creates 20] [--silos 1]
          line   [--referrals 100000] [--few 300] [--rounds 5] [--seconds 5] [--conc 32] [--subs 20]
                 [--engine postgres|sqlite]
          matching [--clinicians 500] [--waiting 10000] [--searches 20000]
          matching-call [--clinicians 500] [--rate 200] [--seconds 20]
        """);
    return 2;
}
