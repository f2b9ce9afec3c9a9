namespace ReferralSilo.Testing;

/// <summary>A new folder under the temp folder, deleted when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("referralsilo-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
