namespace ReferralSilo.Testing;

/// <summary>A folder of its own under the temp folder, gone when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("referralsilo-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
