import type { Artefact } from './lock';
import { partsOf } from './lock';

/**
 * A Maven project that copies exactly these artefacts and nothing that they ask for. The versions are pinned, so their
 * own descriptors are not even read.
 */
export const pomOf = (artefacts: readonly Pick<Artefact, 'coordinates'>[], folder: string): string => `<project
  xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.tutti</groupId>
  <artifactId>local-stack</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <configuration>
          <outputDirectory>${escaped(folder)}</outputDirectory>
          <artifactItems>
${artefacts.map(item).join('\n')}
          </artifactItems>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
`;

function item({ coordinates }: Pick<Artefact, 'coordinates'>): string {
  const { group, name, version, type, classifier } = partsOf(coordinates);
  const tags = [tag('groupId', group), tag('artifactId', name), tag('version', version), tag('type', type)];
  if (classifier !== undefined) tags.push(tag('classifier', classifier));
  return `            <artifactItem>${tags.join('')}</artifactItem>`;
}

const tag = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
